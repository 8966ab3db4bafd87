/**
 * What carries a core: the loop that feeds it events one after another, and the rule that nothing is done before what it
 * rests on is stored. The only place with threads and clocks besides the wiring.
 */
@NullMarked
package dev.muster.common.engine;

import org.jspecify.annotations.NullMarked;
