/** The agents' connections: what comes in becomes the core's events, what the core says goes out. Nothing is decided here. */
@NullMarked
package dev.muster.coordinator.sessions;

import org.jspecify.annotations.NullMarked;
