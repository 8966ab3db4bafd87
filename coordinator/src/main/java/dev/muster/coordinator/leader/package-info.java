/** Who leads: an election on ZooKeeper, told as events, each leadership with an epoch of its own. */
@NullMarked
package dev.muster.coordinator.leader;

import org.jspecify.annotations.NullMarked;
