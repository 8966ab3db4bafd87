package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.OwnKeys;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How the members of an ensemble speak with one another: TLS 1.3 by ZooKeeper's own code, both sides with the certificate of a
 * coordinator. ZooKeeper by itself would believe every certificate of the authority, an agent's too; so it is given a context of
 * ours, which believes coordinators only. Renewed certificates are used from the next connection on.
 *
 * <p>ZooKeeper makes an instance by its name: what that one needs can be handed over in a field of the class only. A process runs
 * one member.
 */
public final class MemberTls implements Supplier<SSLContext> {

    private static final AtomicReference<@Nullable Supplier<Credentials>> CREDENTIALS = new AtomicReference<>();

    /** For ZooKeeper. */
    public MemberTls() {}

    /** ZooKeeper's own settings for members that know one another by {@code credentials}. */
    static Properties configuration(Supplier<Credentials> credentials) {
        CREDENTIALS.set(credentials);
        Properties properties = new Properties();
        properties.setProperty("sslQuorum", "true");
        properties.setProperty("ssl.quorum.context.supplier.class", MemberTls.class.getName());
        properties.setProperty("ssl.quorum.enabledProtocols", "TLSv1.3");
        properties.setProperty("ssl.quorum.clientAuth", "need");
        return properties;
    }

    @Override
    public SSLContext get() {
        Supplier<Credentials> credentials = Objects.requireNonNull(CREDENTIALS.get(), "a member was configured first");
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new OwnKeys(credentials)},
                    // ZooKeeper keeps the context for the life of the process: whom it believes is asked at each
                    // handshake.
                    new TrustManager[] {CoordinatorTrust.of(credentials, Instant::now)},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS 1.3", e);
        }
    }
}
