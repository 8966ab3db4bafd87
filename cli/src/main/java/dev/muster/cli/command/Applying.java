package dev.muster.cli.command;

import dev.muster.cli.console.Line;
import dev.muster.cli.console.PlanText;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.Failure;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code apply} and {@code rollback} have in common: plan, show, ask, perform exactly that, and follow it. */
final class Applying {

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "The name of the cluster: needed without a terminal where data or a service may be lost.")
    private @Nullable String confirm;

    @Mixin
    private RollOutOptions rollOut;

    @Mixin
    private WaitingTurn turn;

    /**
     * A file that is to be applied.
     *
     * @param subject as the plan calls it
     * @param file that it is; null when it is an older revision
     * @param revision that it must be applied on; 0 for the one in force
     * @param token of the plan that is to be performed; empty for the one that is made now
     */
    record Subject(String subject, @Nullable Path file, String text, long revision, String token) {}

    /** What the command was called with, and where it prints. */
    record Call(
            CoordinatorClient coordinator,
            Surroundings surroundings,
            Strategy strategy,
            String reason,
            PrintWriter out,
            PrintWriter err) {}

    int perform(Subject subject, Call call) throws CommandFailure {
        turn.validate();
        if (!yes && confirm == null && !Question.mayBeAsked(call.surroundings())) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "CONFIRMATION_NEEDED",
                    "there is no terminal to ask on: --yes is needed, or --confirm NAME where data or a service may be lost",
                    "");
        }
        PlanJson.Read read = PlanJson.read(
                call.coordinator().plan(subject.text(), call.strategy().toString()));
        ChangePlan plan = read.plan();
        if (subject.revision() > 0 && plan.from().value() != subject.revision()) {
            throw movedOn(subject, call).since(subject.revision());
        }
        if (!subject.token().isEmpty() && !plan.token().equals(subject.token())) {
            throw CommandFailure.of(
                    ExitCode.CONFLICT,
                    "PLAN_MOVED",
                    "the cluster is not as it was when this plan was made: hosts have come or gone, or components have",
                    "Run " + call.surroundings().program() + " plan again.");
        }
        print(subject.subject(), read, call);
        if (!plan.obstacles().isEmpty() && !turn.helpsAgainst(plan.obstacles())) {
            Failure obstacle = plan.obstacles().get(0);
            throw new CommandFailure(ExitCode.CONFLICT, obstacle);
        }
        if (!plan.isChange()) {
            return ExitCode.OK.code();
        }
        mindOthers(subject, plan, call);
        String name = confirmed(plan, read.base().cluster(), call);
        String done = turn.perform(
                call.coordinator(),
                "apply",
                call.reason(),
                call.err(),
                ticket -> apply(subject, ticket.isEmpty() ? plan : planAgain(subject, plan, call), name, ticket, call));
        call.out().println(Texts.printable(done.isEmpty() ? "It is stored." : Texts.sentence(done)));
        call.out().flush();
        if (!rollOut.isFollowed()) {
            call.out().println(RollOutOptions.watchIt(call.surroundings()));
        }
        return rollOut.follow(call.coordinator(), call.surroundings(), call.out(), call.err());
    }

    private static MovedOn movedOn(Subject subject, Call call) {
        return new MovedOn(call.coordinator(), call.surroundings(), subject.file());
    }

    /** Nobody's edit is overwritten unseen: who has not said which revision the file is made from is told, or refused, when it undoes others. */
    private void mindOthers(Subject subject, ChangePlan plan, Call call) throws CommandFailure {
        if (subject.file() == null || subject.revision() != 0 || plan.to().equals(plan.from())) {
            return;
        }
        Lineage lineage = new Lineage(call.coordinator());
        RevisionJson current = lineage.kept(plan.from().value());
        Optional<RevisionJson> undone = lineage.undoneTo(subject.text(), current);
        if (undone.isEmpty()) {
            return;
        }
        CommandFailure failure = movedOn(subject, call).undoing(undone.get(), current);
        if (yes || confirm != null) {
            throw failure;
        }
        call.err().println("warning: " + Texts.printable(failure.failure().message()));
        failure.failure().detail().forEach(line -> call.err().println(Texts.printable(line)));
        failure.failure().hint().lines().forEach(line -> call.err().println("  " + Texts.printable(line)));
    }

    /** The plan as it is when its turn has come: what was confirmed, made anew; what has become another one is not performed. */
    private static ChangePlan planAgain(Subject subject, ChangePlan confirmed, Call call) throws CommandFailure {
        ChangePlan now = PlanJson.read(
                        call.coordinator().plan(subject.text(), call.strategy().toString()))
                .plan();
        if (!now.from().equals(confirmed.from())) {
            throw movedOn(subject, call).since(confirmed.from().value());
        }
        List<String> moved = PlanMoved.lines(confirmed, now);
        if (!moved.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFLICT,
                    new Failure(
                            "PLAN_MOVED",
                            "nothing was changed: while the turn was waited for, the plan has become another one",
                            "Look at it again: " + call.surroundings().program() + " plan",
                            moved));
        }
        return now;
    }

    private static void print(String subject, PlanJson.Read read, Call call) {
        Terminal terminal = call.surroundings().terminal();
        PlanText text = new PlanText(terminal.glyphs(), terminal.textColumns());
        terminal.print(text.lines(subject, read.base(), read.plan()), call.out());
        terminal.print(List.of(Line.EMPTY, text.summary(read.plan())), call.out());
        call.out().flush();
    }

    /** The cluster's name as it was confirmed; empty where nothing may be lost. */
    private String confirmed(ChangePlan plan, String cluster, Call call) throws CommandFailure {
        String typed = confirm;
        if (plan.severe() && typed == null) {
            if (!Question.mayBeAsked(call.surroundings())) {
                throw CommandFailure.of(
                        ExitCode.USAGE,
                        "CONFIRM_NEEDED",
                        "this may lose data or a service: the cluster's name must be given with it",
                        "Add --confirm " + cluster);
            }
            call.err().println("This may lose data or a service.");
            typed = Question.ask(call.err(), "Type the cluster name to go on: ", "Nothing was changed.");
        } else if (!yes && typed == null) {
            String answer = Question.ask(call.err(), "Apply? [y/N] ", "Nothing was changed.");
            if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
                throw CommandFailure.of(ExitCode.USAGE, "NOT_CONFIRMED", "nothing was changed", "");
            }
        }
        if (typed != null && !typed.equals(cluster)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOT_CONFIRMED",
                    "nothing was changed: the cluster is \"" + cluster + "\", not \"" + Texts.printable(typed) + "\"",
                    "");
        }
        return plan.severe() ? cluster : "";
    }

    private String apply(Subject subject, ChangePlan plan, String name, String ticket, Call call)
            throws CommandFailure {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("strategy", call.strategy().toString());
        query.put("token", plan.token());
        if (!call.reason().isEmpty()) {
            query.put("reason", call.reason());
        }
        if (!ticket.isEmpty()) {
            query.put("ticket", ticket);
        }
        if (!name.isEmpty()) {
            query.put("confirm", name);
        }
        if (rollOut.maxFailed() != 0) {
            query.put("maxFailed", Integer.toString(rollOut.maxFailed()));
        }
        long base = plan.from().value();
        try {
            return call.coordinator().apply(subject.text(), base, query);
        } catch (CommandFailure failure) {
            if (failure.failure().code().equals("REVISION_MOVED")) {
                throw movedOn(subject, call).since(base);
            }
            throw failure;
        }
    }
}
