package dev.muster.simulation;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.List;
import java.util.TreeMap;

/** One component's process: starts slowly, works when what it needs really works, may hang, may ignore signals. */
final class SimProcess {

    private static final String SETTLED = "settled";

    final Kind kind;
    final Machine machine;
    final long pid;
    private final World world;
    private final long worksFromMs;
    private long sickUntilMs;
    private long aloneUntilMs;
    private boolean hasWorked;
    private long beganToWorkMs;
    private boolean seenJoined;
    private boolean forgotten;
    private boolean alive = true;
    private long leavingSinceMs;
    private boolean hasLeft;

    /**
     * What is started.
     *
     * @param startMs how long it takes until it could work
     * @param aloneMs how long an index node believes to be a cluster of its own
     * @param copyMs how long an index node copies its part of the data, once it works
     * @param ignoresTerm whether only KILL ends it
     */
    record Kind(ComponentId id, LaunchId launch, long startMs, long aloneMs, long copyMs, boolean ignoresTerm) {}

    SimProcess(World world, Machine machine, Kind kind, long pid) {
        this.world = world;
        this.machine = machine;
        this.kind = kind;
        this.pid = pid;
        this.worksFromMs = world.time.nowMs() + kind.startMs;
        this.aloneUntilMs = world.time.nowMs() + kind.aloneMs;
    }

    boolean isAlive() {
        return alive;
    }

    boolean hasWorked() {
        return hasWorked;
    }

    void sicken(long forMs) {
        sickUntilMs = world.time.nowMs() + forMs;
    }

    /** Whether it needs a master, and a probe has seen it listed by one. */
    boolean mayBeForgotten() {
        return seenJoined && !forgotten && kind.id.role().equals(Role.COMPUTE);
    }

    /** Its master has lost it from its list, and it does not notice: only a new process is listed again. */
    void forget() {
        forgotten = true;
    }

    /** It is told to leave: it gives away what it holds, whether anybody watches or not. */
    void leave() {
        if (leavingSinceMs == 0) {
            long sinceMs = world.time.nowMs() + 1;
            leavingSinceMs = sinceMs;
            world.time.after(world.chance.between(300, Timing.LEAVE_MAX_MS), () -> giveAway(sinceMs));
        }
    }

    private void giveAway(long sinceMs) {
        if (!alive || leavingSinceMs != sinceMs) {
            return; // it has ended meanwhile and still holds it, or is to stay
        }
        if (!works()) {
            world.time.after(500, () -> giveAway(sinceMs));
            return;
        }
        hasLeft = true;
        world.components.left(kind.id);
        world.transcript.line(machine.name.value(), () -> kind.id.role() + " " + kind.launch + " has left");
    }

    /** It is to stay after all. */
    void stay() {
        leavingSinceMs = 0;
        if (hasLeft) {
            hasLeft = false;
            world.components.worked(this);
        }
    }

    /** Whether it says that it has left, which only one that works can say. */
    boolean saysThatItHasLeft() {
        return hasLeft && works();
    }

    void heal() {
        sickUntilMs = 0;
        aloneUntilMs = Math.min(aloneUntilMs, world.time.nowMs());
    }

    /** Whether it does its own job now. */
    boolean works() {
        long now = world.time.nowMs();
        if (!alive || now < worksFromMs || now < sickUntilMs) {
            return false;
        }
        if (!hasWorked && world.components.mayBegin(kind.id)) {
            hasWorked = true;
            beganToWorkMs = now;
            world.components.worked(this);
            world.faults.begunToWork(this);
        }
        return hasWorked;
    }

    private static long peers(LaunchPlan plan) {
        return plan.probes().stream()
                .flatMap(probe -> probe.checks().stream())
                .filter(check -> check.path().equals(SimPlanner.PEERS))
                .mapToLong(check -> Long.parseLong(check.value()))
                .sum();
    }

    /**
     * Whether its peers see it too.
     *
     * @param peers how many nodes there must be, itself included
     */
    boolean isJoined(long peers) {
        if (!works()) {
            return false;
        }
        if (kind.id.role().equals(Role.COMPUTE)) {
            return !forgotten && world.components.allWork(Role.MASTER);
        }
        return isAlone() || world.components.working(kind.id.role()) >= peers;
    }

    boolean isAlone() {
        boolean hasPeers = world.components.working(kind.id.role()) > 1;
        return hasPeers && kind.id.role().equals(Role.INDEX) && world.time.nowMs() < aloneUntilMs;
    }

    /** For how long it has been copying its part of the data; 0 when it does not. */
    long copyingForMs() {
        long workingMs = works() ? world.time.nowMs() - beganToWorkMs : 0;
        return workingMs < kind.copyMs ? workingMs : 0;
    }

    /** What the probes see now. */
    List<Evidence> probe(LaunchPlan plan) {
        boolean works = works();
        boolean joined = isJoined(peers(plan));
        boolean denied = forgotten && world.components.allWork(Role.MASTER);
        if (joined) {
            seenJoined = true;
            world.components.seenJoined(kind.id, isAlone());
        }
        boolean settled = joined && world.components.isSettled(kind.id.role());
        TreeMap<String, String> facts = new TreeMap<>();
        if (joined && kind.id.role().equals(Role.INDEX)) {
            facts.put(Shape.AGREED, isAlone() ? "alone-" + kind.id.host() : "together");
        }
        return List.of(
                new Evidence("own", ProbeLevel.OWN, works, false, works ? "works" : "no answer", new TreeMap<>(), 0),
                new Evidence(
                        "joined",
                        ProbeLevel.JOINED,
                        joined,
                        denied,
                        joined ? "seen by its peers" : "not seen",
                        facts,
                        0),
                new Evidence(
                        SETTLED,
                        ProbeLevel.SETTLED,
                        settled,
                        false,
                        settled ? "all have their copies" : "copies are under way",
                        new TreeMap<>(),
                        0));
    }

    /** It ends by itself; an agent that is there hears of it. */
    void exit(int code) {
        if (alive) {
            end();
            world.transcript.line(
                    machine.name.value(), () -> kind.id.role() + " " + kind.launch + " exits, code " + code);
            SimAgent agent = machine.agent;
            if (agent != null) {
                agent.exited(kind.id.role(), kind.launch, code);
            }
        }
    }

    /** The machine lost power. */
    void vanish() {
        if (alive) {
            end();
        }
    }

    private void end() {
        alive = false;
        machine.ended(this);
    }
}
