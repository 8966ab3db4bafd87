package dev.muster.cli.command;

import dev.muster.cli.console.ChangeText;
import dev.muster.cli.console.Line;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.WatchScreen;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Status;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows a change until its end: on a terminal in one place, elsewhere a line for each thing that happens. Ctrl-C ends the showing alone. */
final class ChangeFollower {

    private static final long LOOK_MS = 500;

    private final CoordinatorClient coordinator;
    private final Surroundings surroundings;
    private final PrintWriter out;
    private final PrintWriter err;

    ChangeFollower(CoordinatorClient coordinator, Surroundings surroundings, PrintWriter out, PrintWriter err) {
        this.coordinator = coordinator;
        this.surroundings = surroundings;
        this.out = out;
        this.err = err;
    }

    /** The exit code that says how it ended. A coordinator that is away comes back, or another one leads and goes on. */
    int follow() throws CommandFailure {
        WatchScreen screen = WatchScreen.open(surroundings.terminal(), out);
        try (screen;
                Interrupts interrupts = Interrupts.listen(kind -> leave(kind, screen))) {
            Patience patience = new Patience(line -> screen.note(line, err));
            ChangeView before = null;
            for (long frame = 0; !Patience.isUnread(out); frame++) {
                Optional<CoordinatorClient.Answer> answer = patience.ask("", coordinator::change);
                if (answer.isPresent()) {
                    ChangeView now = ChangeJson.read(answer.get());
                    show(screen, before, now, frame);
                    if (before != null && before.number() != now.number()) {
                        screen.note(
                                "change " + before.number() + " has ended, and change " + now.number() + " goes on",
                                err);
                        return ExitCode.OK.code();
                    }
                    if (now.status().isOver() || now.status() == Status.FAILED) {
                        return ended(screen, now);
                    }
                    before = now;
                }
                Patience.pause(LOOK_MS);
            }
        }
        return ExitCode.OK.code();
    }

    private void show(WatchScreen screen, @Nullable ChangeView before, ChangeView now, long frame) {
        Terminal terminal = surroundings.terminal();
        if (terminal.redrawable()) {
            List<Line> picture = new ArrayList<>(
                    new ChangeText(terminal.glyphs(), terminal.columns() - 1, terminal.rows()).lines(now, frame));
            if (!now.status().isOver()) {
                picture.add(Line.of("  Ctrl-C = stop watching, the change goes on"));
            }
            screen.show(picture, true);
        } else {
            terminal.print(ChangeText.news(before, now), out);
            out.flush();
        }
    }

    private int ended(WatchScreen screen, ChangeView change) {
        if (change.status() == Status.DONE) {
            return ExitCode.OK.code();
        }
        String program = surroundings.program();
        for (ChangeView.Step step : change.steps()) {
            if (step.phase() == Phase.FAILED && step.failure() != null) {
                screen.note(step.component() + ": " + step.failure(), err);
            }
        }
        screen.note(
                change.status() == Status.FAILED
                        ? "It has stopped. Go on: " + program + " change retry, or resume without what has failed."
                                + (change.from().equals(change.to())
                                        ? ""
                                        : " Back: " + program + " change cancel, then " + program + " rollback "
                                                + change.from())
                        : "It was cancelled with " + ChangeText.count(change) + ".",
                err);
        return ExitCode.FAILED.code();
    }

    private void leave(Interrupts.Kind kind, WatchScreen screen) {
        screen.close();
        err.println();
        err.println("Leaving; the change goes on. " + RollOutOptions.watchIt(surroundings));
        err.flush();
        Runtime.getRuntime().halt(kind.exit().code());
    }
}
