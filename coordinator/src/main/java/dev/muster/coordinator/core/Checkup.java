package dev.muster.coordinator.core;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message.CheckRequest;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.ChecksReceived;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * The preflight of a run: each host looks whether it can do what it is wanted for, all at one time and before anything is launched.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>No component is launched in a run before every host that the run does not do without has said that nothing it looked at has
 *       failed, and that it reaches the ports of the others ({@link Reachability}), or what failed is ignored by name; and that is
 *       stored. What runs already when the run begins goes on.
 *   <li>Only what a host says on the session it has now counts, and of that only what answers the newest question answered so far.
 *   <li>A warning stops nothing.
 *   <li>Who has failed, or is silent, is asked again every {@value #AGAIN_MS} ms: what is repaired is noticed by itself.
 * </ol>
 */
final class Checkup {

    static final long AGAIN_MS = 10_000;

    /** The name of the check that this coordinator makes itself: whether a component can be planned for the host. */
    private static final String PLAN = "plan";

    private final Cluster cluster;
    private final GoalBook goals;
    private final Reachability reach;
    private final Map<HostName, Look> looks = new TreeMap<>();
    private long questions;
    private boolean begun;

    Checkup(Cluster cluster, GoalBook goals) {
        this.cluster = cluster;
        this.goals = goals;
        this.reach = new Reachability(cluster, goals);
    }

    Reachability reach() {
        return reach;
    }

    /** What one host was asked, and has answered, on its present session. */
    private static final class Look {
        private final SessionId session;
        private final long firstAskedMs;
        private long askedMs;
        private long firstQuestion;
        private long newestAnswered;
        private List<Check> failed = List.of();
        private Set<Check> told = new HashSet<>();

        Look(SessionId session, long nowMs) {
            this.session = session;
            this.firstAskedMs = nowMs;
        }

        boolean isAnswered() {
            return newestAnswered != 0;
        }
    }

    /** Whether the preflight goes on, and somebody is to be asked again. */
    boolean isDue(DurableState durable, long nowMs) {
        return isOpen(durable)
                && (reach.isDue(nowMs)
                        || isReachToBegin(durable, nowMs)
                        || cluster.all().stream()
                                .anyMatch(member -> isCounted(durable, member) && isToBeAsked(member, nowMs)));
    }

    static boolean isOpen(DurableState durable) {
        return durable.intent() == RunIntent.RUNNING && durable.isBarrierPassed() && !durable.isChecked();
    }

    /** Whether the run does not go on without this host, and wants something of it. */
    private static boolean isCounted(DurableState durable, Member member) {
        HostName host = member.spec.name();
        return !durable.absent().containsKey(host) && !durable.hosts().containsKey(host);
    }

    private boolean isToBeAsked(Member member, long nowMs) {
        if (member.session == null || member.goalsSent == null) {
            return false;
        }
        Look look = looks.get(member.spec.name());
        if (look == null || !look.session.equals(member.session)) {
            return true;
        }
        boolean well = look.isAnswered() && look.failed.isEmpty();
        return !well && nowMs - look.askedMs >= AGAIN_MS;
    }

    /** Asks who has not been asked, or is to be asked again; the goals that it is about have been sent before. */
    void ask(Turn turn) {
        if (!isOpen(turn.durable())) {
            return;
        }
        for (Member member : cluster.all()) {
            SessionId session = member.session;
            if (session != null && isCounted(turn.durable(), member) && isToBeAsked(member, turn.nowMs)) {
                Look look = lookOf(member, session, turn.nowMs);
                look.askedMs = turn.nowMs;
                turn.send(session, question(member, ++questions));
                look.firstQuestion = look.firstQuestion == 0 ? questions : look.firstQuestion;
            }
        }
        if (!begun) {
            begun = true;
            turn.tell(
                    Type.PREFLIGHT_BEGUN,
                    "CLUSTER: preflight: every host looks whether it can do what it is wanted for");
        }
    }

    private List<Member> counted(DurableState durable) {
        return cluster.all().stream()
                .filter(member -> isCounted(durable, member))
                .toList();
    }

    /** Hosts try each other when each has said how it is itself: a busy port is its own host's finding. */
    private boolean isReachToBegin(DurableState durable, long nowMs) {
        List<Member> counted = counted(durable);
        boolean kept = counted.stream().anyMatch(member -> reach.findings(member.spec.name()).stream()
                .anyMatch(check -> !durable.ignoredChecksOf(member.spec.name()).contains(check.name())));
        return counted.stream().allMatch(this::hasAnswered) && reach.isToBegin(counted, kept, nowMs);
    }

    private boolean hasAnswered(Member member) {
        Look look = looks.get(member.spec.name());
        return look != null && member.isRegistered() && isCurrent(look, member) && look.isAnswered();
    }

    private Look lookOf(Member member, SessionId session, long nowMs) {
        Look last = looks.get(member.spec.name());
        if (last != null && last.session.equals(session)) {
            return last;
        }
        Look look = new Look(session, nowMs);
        if (last != null) { // what was told of the host is not told again
            look.told = last.told;
        }
        looks.put(member.spec.name(), look);
        return look;
    }

    /** The coordinator's own questions are numbered downwards from -1: those of people count upwards. */
    private CheckRequest question(Member member, long number) {
        return new CheckRequest(-number, member.spec.reachableAt(), List.of(), List.of());
    }

    /** A host has answered; whether that may move the run on. */
    boolean answered(Turn turn, Member member, ChecksReceived event) {
        Look look = looks.get(member.spec.name());
        long question = -event.request();
        boolean counts = look != null
                && look.session.equals(event.session())
                && question >= look.firstQuestion
                && question <= questions
                && question > look.newestAnswered;
        if (look == null || !counts || !isOpen(turn.durable())) {
            return false;
        }
        look.newestAnswered = question;
        look.failed = event.checks().stream()
                .filter(check -> check.result() == Result.FAILED)
                .toList();
        return true;
    }

    /** Lets the run go on when every host is well (rule 1), and tells what keeps it. */
    void judge(Turn turn) {
        if (!isOpen(turn.durable())) {
            reach.end(turn);
            return;
        }
        reach.advance(turn);
        if (isReachToBegin(turn.durable(), turn.nowMs)) {
            reach.begin(turn, counted(turn.durable()));
        }
        boolean allWell = true;
        long ignored = 0;
        for (Member member : cluster.all()) {
            if (isCounted(turn.durable(), member)) {
                tell(turn, member);
                allWell &= isWell(turn.durable(), member);
                ignored +=
                        failed(member).size() - findings(turn.durable(), member).size();
            }
        }
        if (allWell) {
            turn.change(DurableState::checked);
            reach.forget();
            turn.tell(
                    Type.PREFLIGHT_PASSED,
                    "CLUSTER: preflight passed" + (ignored == 0 ? "" : "; failed and ignored: " + ignored));
        }
    }

    private void tell(Turn turn, Member member) {
        Look look = looks.get(member.spec.name());
        if (look == null || !look.isAnswered() || !isCurrent(look, member)) {
            return;
        }
        List<Check> findings = findings(turn.durable(), member);
        for (Check each : findings) {
            if (!look.told.contains(each)) {
                turn.tell(Type.PREFLIGHT_FAILED, member.spec.name(), words(member.spec.name(), each));
            }
        }
        if (findings.isEmpty() && !look.told.isEmpty()) {
            turn.tell(
                    Type.PREFLIGHT_REPAIRED,
                    member.spec.name(),
                    "CLUSTER: preflight: nothing keeps " + member.spec.name() + " any more");
        }
        look.told = new HashSet<>(findings);
    }

    private static String words(HostName host, Check check) {
        Failure failure = Objects.requireNonNull(check.failure());
        String hint = failure.hint().lines().findFirst().orElse("");
        return "CLUSTER: preflight: " + host + (check.role() == null ? "" : "/" + check.role()) + ": "
                + failure.message() + " [" + failure.code() + "]" + (hint.isEmpty() ? "" : "; " + hint);
    }

    private static boolean isCurrent(Look look, Member member) {
        return look.session.equals(member.session);
    }

    /** Whether nothing keeps this host, as far as it has said on its present session. */
    private boolean isWell(DurableState durable, Member member) {
        return hasAnswered(member)
                && reach.isKnown(member)
                && findings(durable, member).isEmpty();
    }

    /** Whether it is this coordinator's own check, of a component that cannot be planned. */
    static boolean isPlan(Check check) {
        return check.name().equals(PLAN);
    }

    /** What cannot be planned for a host. */
    private List<Check> plans(HostName host) {
        List<Check> failed = new ArrayList<>();
        goals.impossible().forEach((id, why) -> {
            if (id.host().equals(host)) {
                failed.add(Check.failed(PLAN, id.role(), why));
            }
        });
        return failed;
    }

    /** What the coordinator itself has found wrong with a host: what cannot be planned, and what others cannot reach. */
    List<Check> own(HostName host) {
        List<Check> own = plans(host);
        own.addAll(reach.findings(host));
        return own;
    }

    /** What has failed there, ignored or not. */
    private List<Check> failed(Member member) {
        List<Check> failed = own(member.spec.name());
        Look look = looks.get(member.spec.name());
        if (look != null) {
            failed.addAll(look.failed);
        }
        return failed;
    }

    /** What has failed there and counts. */
    private List<Check> findings(DurableState durable, Member member) {
        Set<String> ignored = durable.ignoredChecksOf(member.spec.name());
        return failed(member).stream()
                .filter(check -> !ignored.contains(check.name()))
                .toList();
    }

    /** What keeps the run, host by host; empty when it is not the preflight that does. */
    List<Trouble> troubles(DurableState durable, long nowMs) {
        List<Trouble> troubles = new ArrayList<>();
        if (!isOpen(durable)) {
            return troubles;
        }
        for (Member member : cluster.all()) {
            boolean isOnlyUntried = hasAnswered(member)
                    && findings(durable, member).isEmpty()
                    && !reach.isSilent(member); // it is the others that are waited for
            if (!isCounted(durable, member) || isWell(durable, member) || isOnlyUntried) {
                continue;
            }
            Look look = looks.get(member.spec.name());
            long ageMs = look == null ? 0 : nowMs - look.firstAskedMs;
            boolean silent = !hasAnswered(member)
                    || reach.isSilent(member) && findings(durable, member).isEmpty();
            troubles.add(new Trouble(
                    member, silent ? List.of() : findings(durable, member), silent && ageMs >= AGAIN_MS, ageMs));
        }
        return troubles;
    }

    /**
     * A host that keeps the run.
     *
     * @param findings what failed there; empty as long as it has not answered
     * @param silent whether it should have answered by now
     * @param ageMs since when it has been asked
     */
    record Trouble(Member member, List<Check> findings, boolean silent, long ageMs) {}
}
