/** What the agent, the coordinator and the command share: words, engine, wire format, network, settings. */
@NullMarked
package dev.muster.common;

import org.jspecify.annotations.NullMarked;
