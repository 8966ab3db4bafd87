package dev.muster.coordinator.board;

import dev.muster.common.model.HostName;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known here of one host that is not there.
 *
 * @param host its key in the file
 * @param reachableAt name or address that others connect to
 * @param here whether it is this coordinator's own host
 * @param wasThere whether its agent was registered before
 * @param refused the last refusal of an agent that said it is this host; null for none
 * @param otherwise what connections from its address came to that did not say to be this host; null for none of late
 * @param look what the last look at the machine found; null before the first, or when nobody looks
 */
record Signs(
        HostName host,
        String reachableAt,
        boolean here,
        boolean wasThere,
        @Nullable Try refused,
        @Nullable Try otherwise,
        @Nullable Look look) {}
