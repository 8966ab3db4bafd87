package dev.muster.cli.console;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Fix;
import dev.muster.common.model.Repair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What hosts would repair by themselves, and what came of it. */
public final class RepairsText {

    private final Glyphs glyphs;

    public RepairsText(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /** @param offers checks with a fix, by host */
    public List<Line> offers(Map<String, List<Check>> offers) {
        List<Line> lines = new ArrayList<>();
        offers.forEach((host, checks) -> {
            for (Check check : checks) {
                Fix fix = check.fix();
                if (fix != null) {
                    lines.add(Line.of(host + "  " + Texts.printable(check.name())));
                    lines.add(Line.of("    " + Texts.printable(fix.what())));
                    lines.add(Line.of(Tone.QUIET, "    as: " + Texts.printable(fix.command())));
                }
            }
        });
        return lines;
    }

    /** What came of it on one host. */
    public List<Line> outcomes(String host, List<Repair> repairs) {
        List<Line> lines = new ArrayList<>();
        for (Repair repair : repairs) {
            Line sign = repair.outcome() == Repair.Outcome.DONE
                    ? Line.of(Tone.GOOD, glyphs.good() + " ")
                    : Line.of(Tone.BAD, glyphs.bad() + " ");
            lines.add(sign.plus(host + "  " + Texts.printable(repair.check()) + "  " + word(repair)));
            lines.add(Line.of("    " + Texts.printable(repair.text())));
            if (!repair.command().isEmpty()) {
                lines.add(Line.of("    by hand: " + Texts.printable(repair.command())));
            }
        }
        return lines;
    }

    private static String word(Repair repair) {
        return switch (repair.outcome()) {
            case DONE -> "done";
            case REFUSED -> "left to a person";
            case NOT_PERMITTED -> "not permitted";
            case FAILED -> "FAILED";
        };
    }
}
