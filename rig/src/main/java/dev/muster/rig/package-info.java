/**
 * {@code bin/rig}: rows of the fault catalogue, run with real processes of the product. To add a row: a method in one of the
 * classes of {@code rows}, an entry in its list, and a line in docs/reliability.md.
 */
@NullMarked
package dev.muster.rig;

import org.jspecify.annotations.NullMarked;
