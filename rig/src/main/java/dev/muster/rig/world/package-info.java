/** What rows are made of: hosts of real processes, what is seen of them from outside, waits with an end. */
@NullMarked
package dev.muster.rig.world;

import org.jspecify.annotations.NullMarked;
