package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.security.Credentials;
import dev.muster.common.security.Pem;
import dev.muster.common.security.SafeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator's encrypted connection to a store, by ZooKeeper's own client. That takes its key from a file only, so the
 * coordinator's is written for it, private, before each connection that is begun anew: renewed certificates are in it.
 */
public final class StoreTls {

    private static final String PEM = "PEM";

    private final Path keys;
    private final Path trust;
    private final @Nullable Supplier<Credentials> credentials;

    private StoreTls(Path keys, Path trust, @Nullable Supplier<Credentials> credentials) {
        this.keys = keys;
        this.trust = trust;
        this.credentials = credentials;
    }

    /**
     * To an ensemble that others run.
     *
     * @param keys PEM: our private key, our certificate and those between it and its authority's
     * @param trust PEM: the authorities that are believed
     */
    public static StoreTls of(Path keys, Path trust) {
        return new StoreTls(keys, trust, null);
    }

    /**
     * To the server of this process, which shows the same certificate; it has this host's address in it.
     *
     * @param folder private; made when it is not there
     */
    public static StoreTls of(Supplier<Credentials> credentials, Path folder) {
        return new StoreTls(folder.resolve("keys.pem"), folder.resolve("trust.pem"), credentials);
    }

    /** ZooKeeper's settings for a client. */
    ZKClientConfig configuration() {
        ZKClientConfig config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        config.setProperty("zookeeper.ssl.keyStore.location", keys.toString());
        config.setProperty("zookeeper.ssl.keyStore.type", PEM);
        config.setProperty("zookeeper.ssl.trustStore.location", trust.toString());
        config.setProperty("zookeeper.ssl.trustStore.type", PEM);
        // FIPS mode takes no trust manager but the JDK's own, and looking names up backwards believes whoever runs the
        // DNS.
        config.setProperty("zookeeper.fips-mode", "false");
        config.setProperty("zookeeper.ssl.allowReverseDnsLookup", "false");
        config.setProperty("zookeeper.ssl.hostnameVerification", "true");
        return config;
    }

    /** Brings the files up to date. */
    void refresh() {
        if (credentials == null) {
            return;
        }
        Credentials now = credentials.get();
        try {
            SafeFile.privateFolder(Objects.requireNonNull(keys.toAbsolutePath().getParent(), "a file is in a folder"));
            SafeFile.writePrivate(keys, Pem.of(now.key()) + Pem.of(now.shown()));
            SafeFile.writePrivate(trust, Pem.of(now.authorities()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }
}
