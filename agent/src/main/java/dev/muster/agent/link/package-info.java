/** The agent's session to the coordinator: what comes in becomes the core's events, what the core says goes out. */
@NullMarked
package dev.muster.agent.link;

import org.jspecify.annotations.NullMarked;
