/**
 * Why each host that is waited for is not there, as far as this end can know it, and what to run there. {@code Causes} decides;
 * {@code Lookout} looks, {@code Tries} remembers who tried to connect. Nothing here has a say in what the cluster does.
 */
@NullMarked
package dev.muster.coordinator.board;

import org.jspecify.annotations.NullMarked;
