package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.change.Strategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans and changes as people see them, on terminals of several sizes. */
final class ChangeScreensTest {

    private static final PlanText.Base BASE = new PlanText.Base("demo", "ann", 7_200_000);

    @ParameterizedTest
    @CsvSource({"UNICODE,40", "UNICODE,80", "UNICODE,120", "ASCII,80"})
    void aPlan(Glyphs glyphs, int columns) throws IOException {
        PlanText text = new PlanText(glyphs, columns);
        List<Line> lines = new ArrayList<>(text.lines("cluster.json", BASE, plan()));
        lines.add(text.summary(plan()));
        Golden.check("plan-" + glyphs.name().toLowerCase(Locale.ROOT) + "-" + columns, columns, lines);
    }

    @Test
    void aPlanOfManyHostsIsCut() {
        List<ChangePlan.Step> steps = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            ComponentId id = new ComponentId(HostName.of("10.0.0." + i), Role.BACKEND);
            steps.add(new ChangePlan.Step(i, Action.RESTART, id, "cassandra", "5.0.4", List.of("heap 1g -> 2g")));
        }
        List<String> lines = new PlanText(Glyphs.UNICODE, 80)
                .lines("cluster.json", BASE, plan(8, steps, List.of(), List.of())).stream()
                        .map(Line::plain)
                        .toList();
        assertThat(lines).hasSizeLessThan(140).anyMatch(line -> line.contains("and 150 more hosts"));
        assertThat(lines).anyMatch(line -> line.contains("and 180 more"));
    }

    @Test
    void aPlanWithoutStepsSaysWhyItIsOne() {
        PlanText text = new PlanText(Glyphs.UNICODE, 80);
        ChangePlan same = plan(7, List.of(), List.of(), List.of());
        assertThat(text.summary(same).plain()).isEqualTo("No changes. The cluster matches it (revision 7).");
        assertThat(text.lines("cluster.json", BASE, same)).hasSize(1);
        assertThat(text.lines("cluster.json", BASE, plan(8, List.of(), List.of(), List.of())).stream()
                        .map(Line::plain))
                .contains("  The file means the same in other words; it becomes revision 8.");
        assertThat(text.lines("cluster.json", BASE, plan(8, List.of(), List.of("~ a label"), List.of())).stream()
                        .map(Line::plain))
                .contains("  ~ a label");
    }

    @ParameterizedTest
    @CsvSource({"UNICODE,40,15", "UNICODE,80,24", "UNICODE,120,40", "ASCII,80,24"})
    void aChange(Glyphs glyphs, int columns, int rows) throws IOException {
        ChangeText text = new ChangeText(glyphs, columns, rows);
        List<Line> lines = new ArrayList<>(text.lines(change(Status.RUNNING, 4), 3));
        lines.add(ChangeText.oneLine(change(Status.RUNNING, 4)));
        lines.addAll(text.lines(change(Status.FAILED, 30), 3));
        lines.add(ChangeText.oneLine(change(Status.FAILED, 30)));
        Golden.check("change-" + glyphs.name().toLowerCase(Locale.ROOT) + "-" + columns, columns, lines);
    }

    @Test
    void whatCannotBeDrawnOverIsToldOnce() {
        ChangeView now = change(Status.RUNNING, 4);
        assertThat(ChangeText.news(null, now).stream().map(Line::plain))
                .containsExactly(
                        "change 3: restart 10.0.0.1/backend done",
                        "change 3: restart 10.0.0.2/backend starting",
                        "change 3: waits: 10.0.0.1/backend is not ready, and no more of backend may be down",
                        "    ROLE_NOT_WHOLE: Why it is not: muster status",
                        "change 3: RUNNING, 1 of 4 done");
        assertThat(ChangeText.news(now, now)).isEmpty();
        assertThat(ChangeText.news(now, change(Status.PAUSED, 4)).stream().map(Line::plain))
                .containsExactly("change 3: PAUSED, 1 of 4 done");
    }

    private static ChangeView change(Status status, int size) {
        List<ChangeView.Step> steps = new ArrayList<>();
        Failure full = Failure.of("DISK_FULL", "the disk is full", "free space");
        for (int i = 1; i <= size; i++) {
            Phase phase = i == 1 ? Phase.DONE : i == 2 ? Phase.STARTING : Phase.PENDING;
            boolean failed = status == Status.FAILED && i == 2;
            steps.add(new ChangeView.Step(
                    i,
                    Action.RESTART,
                    new ComponentId(HostName.of("10.0.0." + i), Role.BACKEND),
                    failed ? Phase.FAILED : phase,
                    phase == Phase.STARTING ? 11_000 : 0,
                    failed ? full : null));
        }
        return new ChangeView(
                3,
                new Generation(7),
                new Generation(8),
                "ann",
                "more heap",
                0,
                Strategy.ONE_BY_ONE,
                status,
                status == Status.RUNNING
                        ? List.of(unmet(
                                Effect.HOLDS,
                                Failure.of(
                                        "ROLE_NOT_WHOLE",
                                        "10.0.0.1/backend is not ready, and no more of backend may be down",
                                        "Why it is not: muster status")))
                        : List.of(),
                steps);
    }

    private static ChangePlan plan() {
        return plan(
                8,
                List.of(
                        step(1, Action.JOIN, "192.168.1.43", "backend", "cassandra", "5.0.4"),
                        step(2, Action.RESTART, "192.168.1.41", "backend", "cassandra", "5.0.4", "heap 2g -> 4g"),
                        step(3, Action.RESTART, "192.168.1.42", "backend", "cassandra", "5.0.4", "heap 2g -> 4g"),
                        step(4, Action.LEAVE, "192.168.1.42", "index", "opensearch", "2.19.4"),
                        step(5, Action.LEAVE, "192.168.1.44", "compute", "spark-worker", "3.5.6")),
                List.of("~ backend heap 2g -> 4g"),
                List.of(Failure.of(
                        "ROLE_WITHOUT_HOST", "index would have no host left", "Nobody serves it any more.")));
    }

    private static ChangePlan plan(
            long to, List<ChangePlan.Step> steps, List<String> differences, List<Failure> warnings) {
        boolean severe = !warnings.isEmpty();
        return new ChangePlan(
                new Generation(7),
                new Generation(to),
                new SpecHash("abc"),
                "token",
                Strategy.ONE_BY_ONE,
                differences,
                severe ? List.of(HostName.of("192.168.1.43")) : List.of(),
                severe ? List.of(HostName.of("192.168.1.44")) : List.of(),
                steps,
                severe ? List.of("backend: 1 of 3 down at a time") : List.of(),
                warnings,
                severe
                        ? List.of(
                                unmet(
                                        Effect.REFUSES,
                                        Failure.of(
                                                "CHANGE_IN_PROGRESS",
                                                "change 2 of bob is RUNNING",
                                                "Wait: muster change --watch")),
                                unmet(
                                        Effect.HOLDS,
                                        Failure.of(
                                                "MAINTENANCE",
                                                "192.168.1.41 is in maintenance by ann",
                                                "To end it before: muster maintenance end 192.168.1.41")))
                        : List.of(),
                severe,
                3);
    }

    private static Precondition unmet(Effect effect, Failure why) {
        return new Precondition(why.code(), "it is otherwise", effect, why);
    }

    private static ChangePlan.Step step(
            int batch, Action action, String host, String role, String kind, String version, String... why) {
        return new ChangePlan.Step(
                batch, action, new ComponentId(HostName.of(host), new Role(role)), kind, version, List.of(why));
    }
}
