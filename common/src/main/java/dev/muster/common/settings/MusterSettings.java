package dev.muster.common.settings;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings of one process, checked and complete. What they mean stands in {@code reference.conf}, in the same order.
 *
 * @param dir absolute
 * @param runAs empty for the default
 */
public record MusterSettings(
        Path dir,
        String runAs,
        Agents agents,
        Security security,
        Http http,
        Store store,
        Install install,
        Maven maven,
        Java java,
        Components components,
        Start start,
        Wait waiting,
        Logs logs) {

    /**
     * Between coordinator and agents.
     *
     * @param leaseMs at least three times {@code heartbeatMs}
     * @param vanishShare from 0 to 1
     */
    public record Agents(int port, long heartbeatMs, long leaseMs, double vanishShare, long vanishPatienceMs) {}

    /** Whether the HTTP interface asks for tokens. */
    public enum Auth {
        /** Unless nothing but this machine can connect. */
        AUTO,
        REQUIRED,
        OFF
    }

    /**
     * Who belongs to the cluster.
     *
     * @param insecure whether links beyond loopback may do without certificates
     * @param certificateLifeMs how long a certificate counts that a coordinator issues
     * @param pki certificates of another authority than the cluster's own
     */
    public record Security(boolean insecure, long certificateLifeMs, Pki pki) {

        /**
         * PEM files of an existing PKI; all empty where the cluster has an authority of its own.
         *
         * @param authorityFile authorities that are believed
         * @param certificateFile of this host's agent, with those between it and the authority's
         * @param keyFile its private key
         * @param coordinatorCertificateFile of this host's coordinator; empty where there is none
         * @param coordinatorKeyFile its private key
         * @param secretFile what the coordinators work secrets out from; empty for one that a single coordinator makes
         */
        public record Pki(
                String authorityFile,
                String certificateFile,
                String keyFile,
                String coordinatorCertificateFile,
                String coordinatorKeyFile,
                String secretFile) {

            /** Whether there is one. */
            public boolean isSet() {
                return !authorityFile.isEmpty();
            }
        }
    }

    /**
     * The HTTP interface.
     *
     * @param port 0 for any free one
     * @param bind addresses; empty for the host's own
     * @param allowedHosts further names in Host headers
     * @param auth whether it asks for tokens
     */
    public record Http(
            int port,
            List<String> bind,
            List<String> allowedHosts,
            Auth auth,
            int connectionsMax,
            long bodyBytesMax,
            long requestTimeoutMs,
            long idleTimeoutMs) {

        public Http {
            bind = List.copyOf(bind);
            allowedHosts = List.copyOf(allowedHosts);
        }
    }

    /**
     * The durable state.
     *
     * @param zookeeper external ensemble; empty for the embedded one
     * @param port of the embedded one; 0 for any free one
     * @param login shown to the external ensemble
     * @param ensemble ports of the embedded ones of a cluster with standby coordinators
     */
    public record Store(String zookeeper, int port, int sessionMs, Login login, Ensemble ensemble) {

        /** The same on all coordinator hosts. */
        public record Ensemble(int clientPort, int localPort, int peerPort, int electionPort) {}

        /**
         * Files that show an external ensemble who comes; empty where there is none.
         *
         * @param passwordFile {@code USER:PASSWORD}
         * @param keysFile PEM: private key and certificates
         * @param trustFile PEM: authorities that are believed
         */
        public record Login(String passwordFile, String keysFile, String trustFile) {

            /** Shows nothing. */
            public static final Login NONE = new Login("", "", "");
        }

        /** Whether the coordinator runs its own. */
        public boolean isEmbedded() {
            return zookeeper.isEmpty();
        }
    }

    /**
     * Installing software.
     *
     * @param store absolute
     */
    public record Install(Path store, int downloads, long timeoutMs) {}

    /** Maven artifacts; {@code mirror} is empty for the default. */
    public record Maven(String mirror) {}

    /** Javas to look at first. */
    public record Java(List<Path> homes) {
        public Java {
            homes = List.copyOf(homes);
        }
    }

    /** Component definitions of the user; {@code dir} is empty, or absolute. */
    public record Components(List<Path> dir) {
        public Components {
            dir = List.copyOf(dir);
        }
    }

    /**
     * What a start waits for.
     *
     * @param timeoutMs 0 for ever
     * @param look whether the coordinator looks at the machines of hosts that are missing
     */
    public record Wait(long timeoutMs, boolean look) {}

    /**
     * When a start goes on without hosts.
     *
     * @param quorumGraceMs how long those are waited for that cluster.json does not require
     */
    public record Start(long quorumGraceMs) {}

    /** Output of components. */
    public record Logs(long bytesMax, int filesMax) {}
}
