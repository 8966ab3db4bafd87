package dev.muster.cli.command;

import dev.muster.cli.console.Line;
import dev.muster.cli.console.Tone;
import dev.muster.common.component.Rendering;
import dev.muster.common.component.ValueOrigin;
import dev.muster.common.model.HostName;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import java.util.ArrayList;
import java.util.List;

/** A launch plan as a person reads it. */
final class RenderText {

    private final boolean colour;

    RenderText(boolean colour) {
        this.colour = colour;
    }

    List<String> lines(HostName host, Rendering.Rendered rendered) {
        LaunchPlan plan = rendered.shown();
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(Tone.STRONG, host + "/" + plan.role())
                .plus("   " + plan.kind() + " " + plan.version() + "   plan " + plan.hash()));
        lines.add(Line.EMPTY);
        lines.add(head("command"));
        plan.argv().forEach(argument -> lines.add(Line.of("    " + argument)));
        lines.add(head("environment (nothing else is inherited)"));
        plan.environment().forEach((name, value) -> lines.add(Line.of("    " + name + "=" + value)));
        lines.add(head("ports"));
        for (Port port : plan.ports()) {
            lines.add(Line.of("    " + port.name() + "   " + port.address() + ":" + port.number()));
        }
        for (RenderedFile file : plan.files()) {
            lines.add(head("file " + file.path() + "   mode " + Integer.toOctalString(file.mode())));
            file.content().lines().forEach(text -> lines.add(Line.of("    " + text)));
        }
        lines.add(head("where the values come from"));
        for (ValueOrigin origin : rendered.origins()) {
            lines.add(Line.of("    " + origin.name() + " = " + origin.value())
                    .plus(Tone.QUIET, "   (" + origin.origin() + ")"));
        }
        lines.add(Line.EMPTY);
        return lines.stream()
                .map(line -> colour ? line.painted() : line.plain())
                .toList();
    }

    private static Line head(String text) {
        return Line.of(Tone.BUSY, "  " + text);
    }
}
