/**
 * How this process is set up: ports, folders, times, limits. Every default stands in {@code reference.conf}; what a file, the
 * environment or the command line says instead is checked as a whole, and all that is wrong is said at once.
 */
@NullMarked
package dev.muster.common.settings;

import org.jspecify.annotations.NullMarked;
