/** The entry point and the wiring of the {@code muster} command. */
@NullMarked
package dev.muster.cli.app;

import org.jspecify.annotations.NullMarked;
