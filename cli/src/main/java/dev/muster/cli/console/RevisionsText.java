package dev.muster.cli.console;

import java.util.List;

/** Revisions as {@code revisions} lists them. */
public final class RevisionsText {

    private RevisionsText() {}

    /** @param rows number, age, author, hash and reason of each */
    public static List<Line> lines(List<List<String>> rows, Glyphs glyphs, int columns) {
        Grid grid = new Grid(glyphs, "");
        grid.row(List.of(
                Line.of(Tone.QUIET, "REVISION"),
                Line.of(Tone.QUIET, "WHEN"),
                Line.of(Tone.QUIET, "WHO"),
                Line.of(Tone.QUIET, "SHA-256"),
                Line.of(Tone.QUIET, "REASON")));
        rows.forEach(row -> grid.row(row.stream().map(Line::of).toList()));
        return grid.lines(columns);
    }
}
