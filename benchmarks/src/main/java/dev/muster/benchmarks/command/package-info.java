/** What a command of an operator costs. */
@NullMarked
package dev.muster.benchmarks.command;

import org.jspecify.annotations.NullMarked;
