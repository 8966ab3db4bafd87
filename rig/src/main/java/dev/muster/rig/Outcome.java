package dev.muster.rig;

import dev.muster.rig.world.Row;

/**
 * How a row went.
 *
 * @param text figures of a row that was survived, why another one was skipped or has failed
 */
record Outcome(Row row, Kind kind, String text, long milliseconds) {

    enum Kind {
        SURVIVED("survived"),
        SKIPPED("skipped"),
        FAILED("FAILED");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** One line of the table. */
    String line() {
        String first = text.lines().findFirst().orElse("");
        return String.format(
                        "%-4s  %-58s  %-8s %6.1f s  %s", row.id(), row.what(), kind.word, milliseconds / 1000.0, first)
                .stripTrailing();
    }
}
