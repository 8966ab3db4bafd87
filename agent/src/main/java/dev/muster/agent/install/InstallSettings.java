package dev.muster.agent.install;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where software comes from and where it goes.
 *
 * @param store directory that all agents of the machine share
 * @param mirror URL of the repository that stands in for Maven Central; null to go by {@code mavenSettings}, then Central itself. May
 *     carry {@code user:password@}
 * @param localRepository Maven repository on this machine, looked at first; null for the one of {@code mavenSettings}, then
 *     {@code .m2/repository} in the user's home
 * @param userHome where {@code .m2} lies
 * @param environment the variables {@code https_proxy}, {@code http_proxy} and {@code no_proxy} are taken from, in either
 *     case, and what {@code ${env.NAME}} in {@code settings.xml} stands for
 * @param timing how long to wait for servers
 */
public record InstallSettings(
        Path store,
        @Nullable String mirror,
        @Nullable Path localRepository,
        Path userHome,
        Map<String, String> environment,
        Timing timing) {

    public InstallSettings {
        store = store.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /** {@code settings.xml} of the user's Maven, which names mirrors. */
    Path mavenSettings() {
        return userHome.resolve(".m2").resolve("settings.xml");
    }

    /**
     * How patient downloads are.
     *
     * @param connectMs milliseconds until a connection must stand
     * @param stallMs milliseconds in which at least {@value HttpFetch#STALL_BYTES_MIN} bytes must come, or the end
     * @param attempts how often one address is tried
     * @param backoffMs milliseconds before the second attempt; doubles with each
     */
    public record Timing(long connectMs, long stallMs, int attempts, long backoffMs) {

        /** The usual patience, but with this stall time-out. */
        public static Timing stallingAtMost(long stallMs) {
            return new Timing(10_000, stallMs, 4, 500);
        }
    }
}
