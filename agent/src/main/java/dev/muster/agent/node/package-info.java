/**
 * One agent put together: its core in a loop, with the journal, the installer, the processes, the probes and the link to the
 * coordinator around it. Nothing is decided here.
 */
@NullMarked
package dev.muster.agent.node;

import org.jspecify.annotations.NullMarked;
