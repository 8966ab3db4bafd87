/** One component on one host, rendered to the last argument: what the agent installs, writes, launches, probes and stops. */
@NullMarked
package dev.muster.common.model.plan;

import org.jspecify.annotations.NullMarked;
