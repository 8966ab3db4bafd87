package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Failure;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what an agent says of its machine. */
public final class MachineFacts {

    private static final Logger log = LoggerFactory.getLogger(MachineFacts.class);
    private static final int ADDRESSES_MAX = 256;

    private final SystemFiles system;
    private final Map<String, String> environment;
    private final Path userHome;

    /**
     * @param root {@code /}
     * @param environment variables that may name a Java
     * @param userHome where a user's own Javas lie
     */
    public MachineFacts(Path root, Map<String, String> environment, Path userHome) {
        this.system = new SystemFiles(root);
        this.environment = Map.copyOf(environment);
        this.userHome = userHome;
    }

    /** Facts, or why the settings do not fit the machine. */
    public sealed interface Result {

        record Collected(AgentFacts facts) implements Result {}

        record Failed(Failure failure) implements Result {}
    }

    public Result collect(MachineSettings settings) {
        RunAsUser.Found user = new RunAsUser(system).find(settings.runAs());
        if (user.failure() != null) {
            return new Result.Failed(user.failure());
        }
        return new Result.Collected(new AgentFacts(
                settings.version(),
                system.text("/proc/sys/kernel/random/boot_id").orElse("unknown").strip(),
                ProcessHandle.current().pid(),
                settings.stateDirectory().toString(),
                settings.storeDirectory().toString(),
                addresses(),
                new JavaHomes(system, environment, userHome).find(settings.javaHomes(), user.runAs()),
                user.runAs(),
                Runtime.getRuntime().availableProcessors(),
                new Memory(system).totalBytes(),
                new Limits(system).openFilesMax(),
                new Limits(system).mapCountMax()));
    }

    private static List<String> addresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(MachineFacts::addressesOf)
                    .distinct()
                    .sorted()
                    .limit(ADDRESSES_MAX)
                    .toList();
        } catch (SocketException e) {
            log.warn("cannot list the network interfaces", e);
            return List.of();
        }
    }

    private static Stream<String> addressesOf(NetworkInterface network) {
        try {
            return network.isUp() ? network.inetAddresses().map(MachineFacts::withoutScope) : Stream.empty();
        } catch (SocketException e) {
            return Stream.empty(); // it went away while we looked
        }
    }

    private static String withoutScope(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }
}
