package dev.muster.coordinator.node;

import dev.muster.common.security.Credentials;
import dev.muster.coordinator.authority.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * What a coordinator of a cluster with encrypted links needs.
 *
 * @param credentials of this coordinator
 * @param authority of the cluster
 * @param authorityFolder where the authority is kept
 * @param certificateLife how long a certificate counts that is issued
 */
public record LinkSecurity(
        Supplier<Credentials> credentials, Authority authority, Path authorityFolder, Duration certificateLife) {}
