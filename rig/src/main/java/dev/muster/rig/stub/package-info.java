/** What components of the rig run. It needs no other class, so that it can be copied away and run alone. */
@NullMarked
package dev.muster.rig.stub;

import org.jspecify.annotations.NullMarked;
