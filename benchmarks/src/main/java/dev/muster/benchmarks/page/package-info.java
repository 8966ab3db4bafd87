/** The web page in a real browser, shown a cluster of many hosts. */
@NullMarked
package dev.muster.benchmarks.page;

import org.jspecify.annotations.NullMarked;
