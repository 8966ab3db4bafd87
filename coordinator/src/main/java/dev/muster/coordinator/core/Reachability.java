package dev.muster.coordinator.core;

import dev.muster.common.model.Check;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message.ListenRequest;
import dev.muster.common.model.message.Message.ReachRequest;
import dev.muster.coordinator.core.CoordinatorEvent.ListeningReceived;
import dev.muster.coordinator.core.CoordinatorEvent.ReachReceived;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether hosts reach each other's ports, found before anything listens there: in rounds, in which first the agents are asked to listen
 * where nothing runs yet, then to try each other, and then to let go.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>Whoever was asked to listen is asked to let go before it is told to launch anything; the agents let go by themselves {@value
 *       #LEASE_MS} ms after they were asked, and when they launch.
 *   <li>What a host has found counts for the session that it said so on.
 *   <li>What runs is tried itself; nobody is asked to listen there.
 * </ol>
 */
final class Reachability {

    /** How long answers are waited for: an agent may have to look names up. */
    static final long LISTEN_MS = 5_000;

    static final long TRY_MS = 10_000;

    static final long LEASE_MS = 20_000;

    private enum Stage {
        RESTING,
        LISTENING,
        TRYING
    }

    /** One host in the round that goes on, or went on last. */
    private static final class Part {
        private final SessionId session;
        private final String address;
        private final List<GoalBook.Spot> asked;
        private @Nullable List<Place> open;
        private Firewall firewall = Firewall.UNKNOWN;
        private List<Place> tries = List.of();
        private ReachFindings.@Nullable Outcome outcome;

        Part(SessionId session, String address, List<GoalBook.Spot> asked) {
            this.session = session;
            this.address = address;
            this.asked = asked;
        }
    }

    private final Cluster cluster;
    private final GoalBook goals;
    private final TreeMap<HostName, Part> parts = new TreeMap<>();
    private Stage stage = Stage.RESTING;
    private long request;
    private long stageSinceMs;
    private boolean begun;
    private Map<HostName, List<Check>> findings = Map.of();

    Reachability(Cluster cluster, GoalBook goals) {
        this.cluster = cluster;
        this.goals = goals;
    }

    /** Whether time alone moves it on. */
    boolean isDue(long nowMs) {
        return switch (stage) {
            case RESTING -> false;
            case LISTENING -> nowMs - stageSinceMs >= LISTEN_MS;
            case TRYING -> nowMs - stageSinceMs >= TRY_MS;
        };
    }

    /** What is known of the ports of a host, or of its way to those of others, that keeps the run; from the last round. */
    List<Check> findings(HostName host) {
        return findings.getOrDefault(host, List.of());
    }

    /** Whether a host has said on its present session what it reaches (rule 2). */
    boolean isKnown(Member member) {
        Part part = parts.get(member.spec.name());
        return part != null && part.session.equals(member.session) && part.outcome != null && stage == Stage.RESTING;
    }

    /** Whether a host has not said in the last round what it reaches. */
    boolean isSilent(Member member) {
        Part part = parts.get(member.spec.name());
        return stage == Stage.RESTING && takesPart(member) && part != null && part.outcome == null;
    }

    /** The run goes on: what was found is of the past. */
    void forget() {
        findings = Map.of();
    }

    /** Whether another round is to begin for these, who have all said how they are. */
    boolean isToBegin(List<Member> members, boolean kept, long nowMs) {
        if (stage != Stage.RESTING) {
            return false;
        }
        boolean newcomers = members.stream().anyMatch(member -> !takesPart(member));
        boolean open = kept || !members.stream().allMatch(this::isKnown);
        return newcomers || open && nowMs - stageSinceMs >= Checkup.AGAIN_MS;
    }

    private boolean takesPart(Member member) {
        Part part = parts.get(member.spec.name());
        return begun && part != null && part.session.equals(member.session);
    }

    /** Begins a round: asks whose ports are free to listen there (rule 3). */
    void begin(Turn turn, List<Member> members) {
        Map<HostName, List<GoalBook.Spot>> spots = goals.spots(cluster);
        parts.clear();
        begun = true;
        request++;
        for (Member member : members) {
            SessionId session = member.session;
            if (session != null) {
                parts.put(
                        member.spec.name(),
                        new Part(
                                session, member.spec.reachableAt(), spots.getOrDefault(member.spec.name(), List.of())));
            }
        }
        for (Part part : parts.values()) {
            List<Place> free = part.asked.stream()
                    .filter(GoalBook.Spot::isFree)
                    .map(GoalBook.Spot::bind)
                    .toList();
            if (free.isEmpty() || parts.size() < 2) {
                part.open = List.of();
            } else {
                turn.send(part.session, new ListenRequest(-request, free, LEASE_MS));
            }
        }
        enter(Stage.LISTENING, turn.nowMs);
        advance(turn);
    }

    /** A host listens; whether that moves the round on. */
    boolean listening(Member member, ListeningReceived event) {
        Part part = partOf(member, event.session(), event.request());
        if (part == null || stage != Stage.LISTENING || part.open != null) {
            return false;
        }
        part.open = event.places();
        part.firewall = event.firewall();
        return isListened();
    }

    /** A host has tried; whether that moves the round on. */
    boolean reached(Member member, ReachReceived event) {
        Part part = partOf(member, event.session(), event.request());
        if (part == null || stage != Stage.TRYING || part.outcome != null) {
            return false;
        }
        part.outcome = new ReachFindings.Outcome(part.tries, event.unreached());
        return isTried();
    }

    private @Nullable Part partOf(Member member, SessionId session, long answered) {
        Part part = parts.get(member.spec.name());
        return part != null && part.session.equals(session) && answered == -request ? part : null;
    }

    private boolean isListened() {
        return parts.entrySet().stream().allMatch(each -> each.getValue().open != null || isGone(each));
    }

    private boolean isTried() {
        return parts.entrySet().stream().allMatch(each -> each.getValue().outcome != null || isGone(each));
    }

    private boolean isGone(Map.Entry<HostName, Part> each) {
        Member member = cluster.member(each.getKey());
        return member == null || !each.getValue().session.equals(member.session);
    }

    /** Goes on to the next stage as soon as all have answered, or have had the time for it. */
    void advance(Turn turn) {
        if (stage == Stage.LISTENING && (isListened() || isDue(turn.nowMs))) {
            askToTry(turn);
            enter(Stage.TRYING, turn.nowMs);
        }
        if (stage == Stage.TRYING && (isTried() || isDue(turn.nowMs))) {
            conclude();
            end(turn);
        }
    }

    private void askToTry(Turn turn) {
        TreeMap<HostName, List<Place>> places = new TreeMap<>();
        parts.forEach((host, part) -> {
            List<Place> open = part.open == null ? List.of() : part.open;
            places.put(
                    host,
                    part.asked.stream()
                            .filter(spot -> spot.isReady() || spot.isFree() && open.contains(spot.bind()))
                            .map(GoalBook.Spot::reach)
                            .toList());
        });
        ReachPlan plan = new ReachPlan(places);
        parts.forEach((host, part) -> {
            part.tries = plan.of(host);
            if (part.tries.isEmpty()) {
                part.outcome = new ReachFindings.Outcome(List.of(), List.of());
                return;
            }
            List<Place> components = new ArrayList<>();
            List<Place> agents = new ArrayList<>();
            part.tries.forEach(place -> (isReady(place) ? components : agents).add(place));
            turn.send(part.session, new ReachRequest(-request, part.address, components, agents));
        });
    }

    private boolean isReady(Place reach) {
        Part part = parts.get(reach.component().host());
        return part != null
                && part.asked.stream()
                        .anyMatch(spot -> spot.isReady() && spot.reach().equals(reach));
    }

    private void conclude() {
        TreeMap<HostName, ReachFindings.Outcome> outcomes = new TreeMap<>();
        TreeMap<HostName, Firewall> firewalls = new TreeMap<>();
        parts.forEach((host, part) -> {
            if (part.open == null) {
                part.outcome =
                        null; // who did not say that it listens was not tried by the others: this round says nothing of
                // it
            }
            if (part.outcome != null) {
                outcomes.put(host, part.outcome);
            }
            firewalls.put(host, part.firewall);
        });
        findings = ReachFindings.of(outcomes, firewalls);
    }

    /** Has all let go who were asked to listen (rule 1). */
    void end(Turn turn) {
        if (stage == Stage.RESTING) {
            return;
        }
        parts.entrySet().stream()
                .filter(each -> !isGone(each))
                .map(Map.Entry::getValue)
                .filter(part -> parts.size() > 1 && part.asked.stream().anyMatch(GoalBook.Spot::isFree))
                .forEach(part -> turn.send(part.session, new ListenRequest(-request, List.of(), LEASE_MS)));
        enter(Stage.RESTING, turn.nowMs);
    }

    private void enter(Stage next, long nowMs) {
        stage = next;
        stageSinceMs = nowMs;
    }
}
