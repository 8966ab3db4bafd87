package dev.muster.cli.console;

import java.util.ArrayList;
import java.util.List;

/** Lines in columns. Columns are as wide as their widest cell; when that is too much, cells are cut, or the last ones stand below. */
final class Grid {

    private static final int GAP = 3;
    private static final int CELL_MIN = 6;
    private static final int LAST_MIN = 12;
    private static final int FOLD_INDENT = 10;

    private final Glyphs glyphs;
    private final String indent;
    private final List<List<Line>> rows = new ArrayList<>();

    Grid(Glyphs glyphs, String indent) {
        this.glyphs = glyphs;
        this.indent = indent;
    }

    void row(List<Line> cells) {
        rows.add(List.copyOf(cells));
    }

    /** The rows in at most {@code columns}, each column at least as wide as {@code minima} says. */
    List<Line> lines(int columns, int... minima) {
        if (rows.isEmpty()) {
            return List.of();
        }
        int[] widths = naturalWidths(minima);
        shrink(widths, columns - indent.length());
        return rows.stream()
                .map(row -> line(row, widths).clipped(columns, glyphs))
                .toList();
    }

    /** The rows with nothing cut: where the columns do not all fit, the last cell of a row stands below the others, in as many lines as it takes. */
    List<Line> uncut(int columns) {
        int[] widths = naturalWidths(new int[0]);
        int total = indent.length() + (widths.length - 1) * GAP;
        for (int width : widths) {
            total += width;
        }
        return total <= columns
                ? lines(columns)
                : rows.stream().flatMap(row -> folded(row, columns).stream()).toList();
    }

    private List<Line> folded(List<Line> cells, int columns) {
        Line head = Line.of(indent);
        String between = "";
        for (Line cell : cells.subList(0, Math.max(1, cells.size() - 1))) {
            if (cell.width() > 0) {
                head = head.plus(between).plus(cell);
                between = " ";
            }
        }
        List<Line> lines = new ArrayList<>();
        Line last = cells.size() > 1 ? cells.get(cells.size() - 1) : Line.EMPTY;
        if (last.width() == 0 || head.width() + GAP + last.width() <= columns) {
            lines.add(last.width() == 0 ? head : head.plus(" ".repeat(GAP)).plus(last));
            return lines;
        }
        lines.add(head);
        Texts.wrap(last.plain(), columns - FOLD_INDENT)
                .forEach(part -> lines.add(Line.of(" ".repeat(FOLD_INDENT) + part)));
        return lines;
    }

    private int[] naturalWidths(int[] minima) {
        int count = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[count];
        for (int i = 0; i < count; i++) {
            widths[i] = i < minima.length ? minima[i] : 0;
        }
        for (List<Line> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).width());
            }
        }
        return widths;
    }

    /** The last column explains and gives way first, the first one identifies and gives way last. */
    private static void shrink(int[] widths, int columns) {
        int excess = (widths.length - 1) * GAP - columns;
        for (int width : widths) {
            excess += width;
        }
        int last = widths.length - 1;
        excess -= cut(widths, last, LAST_MIN, excess);
        while (excess > 0) {
            int widest = 1;
            for (int i = 2; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            int before = excess;
            excess -= last > 0 ? cut(widths, widest, CELL_MIN, 1) : 0;
            if (excess == before) {
                cut(widths, 0, CELL_MIN, excess);
                return;
            }
        }
    }

    /** Makes column {@code i} narrower by {@code wanted}, but not below {@code min}; by how much it did. */
    private static int cut(int[] widths, int i, int min, int wanted) {
        int cut = Math.max(0, Math.min(wanted, widths[i] - min));
        widths[i] -= cut;
        return cut;
    }

    private Line line(List<Line> cells, int[] widths) {
        Line line = Line.of(indent);
        int start = indent.length();
        for (int i = 0; i < cells.size(); i++) {
            line = line.plus(cells.get(i).clipped(widths[i], glyphs));
            start += widths[i] + GAP;
            if (i < cells.size() - 1) {
                line = line.upTo(start);
            }
        }
        return line;
    }
}
