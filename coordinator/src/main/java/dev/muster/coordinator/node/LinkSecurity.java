package dev.muster.coordinator.node;

import dev.muster.common.model.trust.Secret;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.IdentityFolder;
import dev.muster.coordinator.authority.AuthorityFolder;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator of a cluster with encrypted links needs.
 *
 * @param credentials of this coordinator
 * @param derived the secret for a purpose, the same on every coordinator and known to nobody else
 * @param issuing how it issues certificates; null when they are those of an existing PKI
 */
public record LinkSecurity(
        Supplier<Credentials> credentials,
        Function<String, Secret> derived,
        @Nullable Issuing issuing) {

    /**
     * How a coordinator issues certificates.
     *
     * @param authority of the cluster
     * @param identity of this host
     * @param certificateLife how long a certificate counts that is issued
     */
    public record Issuing(AuthorityFolder authority, IdentityFolder identity, Duration certificateLife) {}
}
