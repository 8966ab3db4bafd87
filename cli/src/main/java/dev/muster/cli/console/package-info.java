/**
 * What people see: the live area on a terminal, append-only lines elsewhere, JSON lines for programs, and the texts of
 * {@code status}. Renderers are pure (snapshot, width, time in; lines out); one thread per screen writes.
 */
@NullMarked
package dev.muster.cli.console;

import org.jspecify.annotations.NullMarked;
