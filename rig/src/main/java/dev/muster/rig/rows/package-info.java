/** The rows of the fault catalogue. */
@NullMarked
package dev.muster.rig.rows;

import org.jspecify.annotations.NullMarked;
