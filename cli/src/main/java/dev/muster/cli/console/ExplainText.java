package dev.muster.cli.console;

import java.util.ArrayList;
import java.util.List;

/** What codes mean, as {@code muster explain} prints it. Pure. */
public final class ExplainText {

    private static final int INDENT = 3;

    private final Glyphs glyphs;
    private final int columns;

    /** @param columns width of a line, at least {@value Terminal#COLUMNS_MIN} */
    public ExplainText(Glyphs glyphs, int columns) {
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /** All that is known of one code: one paragraph for each table that it stands in. */
    public List<Line> of(List<Explanation> ofOneCode) {
        List<Line> lines = new ArrayList<>();
        for (Explanation each : ofOneCode) {
            if (!lines.isEmpty()) {
                lines.add(Line.EMPTY);
            }
            lines.add(Line.of(Tone.STRONG, each.code()).plus(Tone.QUIET, "   " + each.section()));
            paragraph(lines, "", each.meaning());
            if (!each.action().isEmpty()) {
                paragraph(lines, "What to do: ", each.action());
            }
            lines.add(Line.of(Tone.QUIET, " ".repeat(INDENT) + "More: docs/" + each.document()));
        }
        return lines;
    }

    private void paragraph(List<Line> lines, String label, String text) {
        for (String line : Texts.wrap(label + text, columns - INDENT)) {
            lines.add(Line.of(" ".repeat(INDENT) + line));
        }
    }

    /** One line a code, by the tables that they stand in. */
    public List<Line> list(List<Explanation> all) {
        int width =
                all.stream().mapToInt(each -> Texts.width(each.code())).max().orElse(0) + INDENT;
        List<Line> lines = new ArrayList<>();
        String table = "";
        for (Explanation each : all) {
            String own = each.section() + "   docs/" + each.document();
            if (!own.equals(table)) {
                if (!lines.isEmpty()) {
                    lines.add(Line.EMPTY);
                }
                lines.add(Line.of(Tone.STRONG, own).clipped(columns, glyphs));
                table = own;
            }
            lines.add(Line.of("  " + each.code())
                    .upTo(2 + width)
                    .plus(each.meaning())
                    .clipped(columns, glyphs));
        }
        return lines;
    }
}
