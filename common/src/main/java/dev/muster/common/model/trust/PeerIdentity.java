package dev.muster.common.model.trust;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;

/**
 * Who somebody is, by a certificate of the cluster's own authority whose private key it has.
 *
 * @param cluster whose authority issued the certificate
 * @param kind what it may do
 * @param host that it speaks for
 * @param key its key
 * @param notAfterMs end of the certificate, milliseconds since 1970
 */
public record PeerIdentity(ClusterName cluster, IdentityKind kind, HostName host, KeyPrint key, long notAfterMs) {}
