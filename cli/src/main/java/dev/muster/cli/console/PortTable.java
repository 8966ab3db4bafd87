package dev.muster.cli.console;

import java.util.ArrayList;
import java.util.List;

/**
 * Who listens where in a cluster, and what stands between it and whoever connects.
 *
 * @param rows the coordinator's own first, then the components' by role
 */
public record PortTable(List<Row> rows) {

    /** Who is asked for nothing. */
    public static final PortTable EMPTY = new PortTable(List.of());

    private static final Row HEAD = new Row("LISTENS", "ON", "PORTS", Reach.MACHINE, "PROTECTED BY");

    public PortTable {
        rows = List.copyOf(rows);
    }

    /** From where a port can be reached, as far as its address tells: firewalls are not looked at. */
    public enum Reach {
        MACHINE("loopback"),
        NETWORK("network");

        private final String words;

        Reach(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    /**
     * Listeners that are alike.
     *
     * @param who for example {@code backend (cassandra)}
     * @param where one address, or how many hosts, each on its own address
     * @param ports numbers with names
     * @param reach from where they can be reached
     * @param protection what Muster does for it; {@code nothing} where it does nothing
     */
    public record Row(String who, String where, String ports, Reach reach, String protection) {

        /** One row alone, for a log. */
        String line() {
            return Texts.printable(who + " on " + where + ", port " + ports + ", open to " + reach.words()
                    + ", protected by " + protection);
        }

        private List<Line> cells(String openTo) {
            return List.of(Line.of(who), Line.of(where), Line.of(ports), Line.of(openTo), Line.of(protection));
        }
    }

    /** Whether anybody but this machine can reach something. */
    public boolean isBeyondLoopback() {
        return rows.stream().anyMatch(row -> row.reach() == Reach.NETWORK);
    }

    /** The table, for a screen so wide. */
    List<Line> lines(String indent, int columns, Glyphs glyphs) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Grid grid = new Grid(glyphs, indent);
        grid.row(HEAD.cells("OPEN TO"));
        rows.forEach(row -> grid.row(row.cells(row.reach().words())));
        return grid.lines(columns);
    }

    /** The same as plain text. */
    public List<String> text(int columns, Glyphs glyphs) {
        List<String> text = new ArrayList<>();
        lines("", columns, glyphs).forEach(line -> text.add(line.plain()));
        return text;
    }
}
