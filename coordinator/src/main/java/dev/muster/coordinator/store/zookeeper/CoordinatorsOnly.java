package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.OwnKeys;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.common.X509Exception;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.ServerCnxn;
import org.apache.zookeeper.server.auth.X509AuthenticationProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a member of the store lets in as a client: coordinators of its cluster, by their certificates, in TLS 1.3. ZooKeeper's own
 * provider would believe every certificate of the authority, an agent's too. Renewed certificates are used from the next
 * connection on.
 *
 * <p>As with {@link MemberTls}, ZooKeeper makes the instance, and a process runs one member.
 */
public final class CoordinatorsOnly extends X509AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorsOnly.class);
    private static final String SCHEME = "muster";
    private static final AtomicReference<@Nullable Supplier<Credentials>> CREDENTIALS = new AtomicReference<>();

    /** For ZooKeeper. */
    public CoordinatorsOnly() {
        super(null, null);
    }

    /** ZooKeeper's own settings for a server that shows {@code credentials}. */
    static Properties configuration(Supplier<Credentials> credentials) {
        CREDENTIALS.set(credentials);
        Properties properties = new Properties();
        properties.setProperty("ssl.authProvider", SCHEME);
        properties.setProperty("authProvider." + SCHEME, CoordinatorsOnly.class.getName());
        properties.setProperty("ssl.clientAuth", "need");
        properties.setProperty("fips-mode", "false");
        properties.setProperty("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory");
        return properties;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public X509TrustManager getTrustManager() throws X509Exception.TrustManagerException {
        return trust();
    }

    @Override
    public X509KeyManager getKeyManager() throws X509Exception.KeyManagerException {
        return new OwnKeys(own());
    }

    /** The handshake has judged the certificate; this says who came. */
    @Override
    public KeeperException.Code handleAuthentication(ServerCnxn connection, byte[] unused) {
        X509Certificate[] chain = Arrays.stream(connection.getClientCertificateChain())
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
        try {
            trust().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        } catch (CertificateException e) {
            LOG.warn("the store refused a client: {}", e.getMessage());
            return KeeperException.Code.AUTHFAILED;
        }
        connection.addAuthInfo(new Id(SCHEME, "coordinator"));
        return KeeperException.Code.OK;
    }

    private static CoordinatorTrust trust() {
        return CoordinatorTrust.of(own(), Instant::now);
    }

    private static Supplier<Credentials> own() {
        return Objects.requireNonNull(CREDENTIALS.get(), "a member was configured first");
    }
}
