package dev.muster.coordinator.core;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.coordinator.auth.Access;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator must know after a restart, and nothing that it can compute.
 *
 * @param cluster identity of the cluster
 * @param epoch of the leadership that wrote this
 * @param history the accepted revisions of cluster.json; the last one is in force
 * @param standing components that do not stand where the revision in force wants them: by which one they run; {@link #NOT_JOINED} for one
 *     that is still to join
 * @param change what is being changed, or was last; null before the first
 * @param run counts the cluster's starts; a start after a stop is a new run
 * @param intent what the operator wants of the run
 * @param hosts hosts that an operator stopped; all others are to run
 * @param absent hosts that this run goes on without, until they come
 * @param barrierRun the last run that has stopped waiting for hosts; 0 before the first
 * @param checkedRun the last run whose preflight has passed; 0 before the first
 * @param ignoredChecks names of checks that an operator does not want to count, by host
 * @param seeds of each role that has seeds: fixed when its components may first be started, never computed again
 * @param sown roles whose seeds are fixed
 * @param formed roles whose components have once all been joined: never bootstrap those again
 * @param announcedRun the last run whose start was announced; 0 before the first
 * @param access who may do what over HTTP
 * @param restraints what operators hold back
 */
public record DurableState(
        ClusterId cluster,
        Epoch epoch,
        History history,
        SortedMap<ComponentId, Generation> standing,
        @Nullable Change change,
        long run,
        RunIntent intent,
        SortedMap<HostName, HostStop> hosts,
        SortedMap<HostName, Absence> absent,
        long barrierRun,
        long checkedRun,
        SortedMap<HostName, SortedSet<String>> ignoredChecks,
        SortedMap<Role, List<HostName>> seeds,
        SortedSet<Role> sown,
        SortedSet<Role> formed,
        long announcedRun,
        Access access,
        Restraints restraints) {

    /** Where a component stands that is to join and has not begun to. */
    public static final Generation NOT_JOINED = new Generation(0);

    private static final long FIRST_RUN = 1;

    public DurableState {
        standing = Collections.unmodifiableSortedMap(new TreeMap<>(standing));
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        absent = Collections.unmodifiableSortedMap(new TreeMap<>(absent));
        ignoredChecks = copied(ignoredChecks);
        seeds = Collections.unmodifiableSortedMap(new TreeMap<>(seeds));
        sown = Collections.unmodifiableSortedSet(new TreeSet<>(sown));
        formed = Collections.unmodifiableSortedSet(new TreeSet<>(formed));
        restraints = orNone(restraints);
    }

    /** A state that an older version wrote has none. */
    private static Restraints orNone(@Nullable Restraints restraints) {
        return restraints == null ? Restraints.NONE : restraints;
    }

    /** A state that an older version wrote has none. */
    private static SortedMap<HostName, SortedSet<String>> copied(
            @Nullable SortedMap<HostName, SortedSet<String>> checks) {
        TreeMap<HostName, SortedSet<String>> copy = new TreeMap<>();
        if (checks != null) {
            checks.forEach((host, names) -> copy.put(host, Collections.unmodifiableSortedSet(new TreeSet<>(names))));
        }
        return Collections.unmodifiableSortedMap(copy);
    }

    /** What an operator wants of the cluster. */
    public enum RunIntent {
        RUNNING,
        /** Components are being stopped, in reverse dependency order. */
        STOPPING,
        /** Stopped; the next start of a coordinator is a new run. */
        STOPPED
    }

    /**
     * An operator's stop of one host.
     *
     * @param stopped the agent whose components were all stopped, and which was told to end; null until then. A newer agent was
     *     started after the stop, and takes part again
     */
    public record HostStop(@Nullable Incarnation stopped) {

        /** Components are being stopped. */
        static final HostStop BEGUN = new HostStop(null);

        boolean isDone() {
            return stopped != null;
        }
    }

    /** A cluster that nobody has led yet. */
    static DurableState fresh(ClusterId id, Epoch epoch, Revision first) {
        return new DurableState(
                id,
                epoch,
                new History(List.of(first)),
                new TreeMap<>(),
                null,
                FIRST_RUN,
                RunIntent.RUNNING,
                new TreeMap<>(),
                new TreeMap<>(),
                0,
                0,
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                0,
                Access.NONE,
                Restraints.NONE);
    }

    /** A cluster whose state is lost but for a host's copy of its definition: a new run, of roles that are not formed a second time. */
    static DurableState rebuilt(DefinitionCopy copy, Epoch epoch, Revision next) {
        List<Revision> revisions = new ArrayList<>();
        if (copy.previous() != null) {
            revisions.add(copy.previous());
        }
        revisions.add(copy.current());
        revisions.add(next);
        return fresh(copy.cluster(), epoch, next).with(draft -> {
            draft.history = new History(revisions);
            draft.formed = new TreeSet<>(copy.formed());
        });
    }

    DurableState ledBy(Epoch newEpoch) {
        return with(draft -> draft.epoch = newEpoch);
    }

    /** The run that a process was started for which finds {@code stored} when it starts; null when there is nothing yet. */
    public static long runOfStart(@Nullable DurableState stored) {
        if (stored == null) {
            return FIRST_RUN;
        }
        return stored.intent == RunIntent.STOPPED ? stored.run + 1 : stored.run;
    }

    /** The next run, of the same definition. */
    DurableState startedAgain() {
        return with(draft -> {
            draft.run = run + 1;
            draft.intent = RunIntent.RUNNING;
            draft.hosts = new TreeMap<>();
            draft.absent = new TreeMap<>();
            draft.restraints = restraints.ofNextRun();
            draft.endChange();
        });
    }

    /** The revision in force. */
    public Revision revision() {
        return history.current();
    }

    /** Number of the revision in force. */
    public Generation generation() {
        return revision().number();
    }

    /** Another cluster.json is in force, in all of the cluster at once. */
    DurableState defined(Revision next) {
        return with(draft -> {
            draft.history = history.with(next, Set.of());
            draft.standing = new TreeMap<>();
            draft.endChange();
        });
    }

    /** Another cluster.json is in force, and worked towards step by step. */
    DurableState changing(Revision next, SortedMap<ComponentId, Generation> newStanding, Change newChange) {
        return with(draft -> {
            draft.history = history.with(next, Set.copyOf(newStanding.values()));
            draft.standing = newStanding;
            draft.change = newChange;
        });
    }

    /** The change has come further. */
    DurableState withChange(Change newChange, SortedMap<ComponentId, Generation> newStanding) {
        return with(draft -> {
            draft.change = newChange;
            draft.standing = newStanding;
        });
    }

    DurableState intending(RunIntent newIntent) {
        return with(draft -> draft.intent = newIntent);
    }

    DurableState withHost(HostName host, HostStop stop) {
        return with(draft -> draft.hosts.put(host, stop));
    }

    DurableState withoutHost(HostName host) {
        return with(draft -> draft.hosts.remove(host));
    }

    /** Others are done without from now on. */
    DurableState withAbsent(SortedMap<HostName, Absence> newAbsent) {
        return with(draft -> draft.absent = new TreeMap<>(newAbsent));
    }

    DurableState withoutAbsence(HostName host) {
        return absent.containsKey(host) ? with(draft -> draft.absent.remove(host)) : this;
    }

    /** This run waits for hosts no longer. */
    DurableState barrierPassed() {
        return with(draft -> draft.barrierRun = run);
    }

    /** Whether this run has stopped waiting for hosts. */
    boolean isBarrierPassed() {
        return barrierRun == run || isAnnounced();
    }

    /** This run's preflight has passed. */
    DurableState checked() {
        return with(draft -> draft.checkedRun = run);
    }

    /** Whether components may be launched in this run. */
    boolean isChecked() {
        return checkedRun == run || isAnnounced();
    }

    /** Names of checks of {@code host} that do not count. */
    SortedSet<String> ignoredChecksOf(HostName host) {
        return ignoredChecks.getOrDefault(host, Collections.emptySortedSet());
    }

    DurableState ignoring(HostName host, String check) {
        TreeSet<String> names = new TreeSet<>(ignoredChecksOf(host));
        names.add(check);
        return with(draft -> draft.ignoredChecks.put(host, names));
    }

    DurableState heeding(HostName host, String check) {
        TreeSet<String> names = new TreeSet<>(ignoredChecksOf(host));
        names.remove(check);
        return with(draft -> {
            draft.ignoredChecks.remove(host);
            if (!names.isEmpty()) {
                draft.ignoredChecks.put(host, names);
            }
        });
    }

    boolean isSkipped(HostName host) {
        Absence absence = absent.get(host);
        return absence != null && absence.isSkip();
    }

    DurableState withSown(SortedSet<Role> newSown) {
        return with(draft -> draft.sown = newSown);
    }

    DurableState withSeeds(SortedMap<Role, List<HostName>> newSeeds) {
        return with(draft -> draft.seeds = newSeeds);
    }

    DurableState withFormed(SortedSet<Role> newFormed) {
        return with(draft -> draft.formed = newFormed);
    }

    /** Other things are held back from now on. */
    DurableState restrained(Restraints newRestraints) {
        return with(draft -> draft.restraints = newRestraints);
    }

    /** Other people may do other things from now on. */
    DurableState admitting(Access newAccess) {
        return with(draft -> draft.access = newAccess);
    }

    /** This run's start is announced. */
    DurableState announced() {
        return with(draft -> draft.announcedRun = run);
    }

    public boolean isAnnounced() {
        return announcedRun == run;
    }

    private DurableState with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** A state while one part of it is exchanged. */
    private static final class Draft {
        private final ClusterId cluster;
        private Epoch epoch;
        private History history;
        private SortedMap<ComponentId, Generation> standing;
        private @Nullable Change change;
        private long run;
        private RunIntent intent;
        private SortedMap<HostName, HostStop> hosts;
        private SortedMap<HostName, Absence> absent;
        private long barrierRun;
        private long checkedRun;
        private final SortedMap<HostName, SortedSet<String>> ignoredChecks;
        private SortedMap<Role, List<HostName>> seeds;
        private SortedSet<Role> sown;
        private SortedSet<Role> formed;
        private long announcedRun;
        private Access access;
        private Restraints restraints;

        Draft(DurableState from) {
            cluster = from.cluster;
            epoch = from.epoch;
            history = from.history;
            standing = from.standing;
            change = from.change;
            run = from.run;
            intent = from.intent;
            hosts = new TreeMap<>(from.hosts);
            absent = new TreeMap<>(from.absent);
            barrierRun = from.barrierRun;
            checkedRun = from.checkedRun;
            ignoredChecks = new TreeMap<>(from.ignoredChecks);
            seeds = from.seeds;
            sown = from.sown;
            formed = from.formed;
            announcedRun = from.announcedRun;
            access = from.access;
            restraints = from.restraints;
        }

        /** Nobody goes on with it. What it has taken out of the balancer, or was to put in, is put in when it is ready. */
        void endChange() {
            Change last = change;
            if (last == null || last.status().isOver()) {
                return;
            }
            change = last.with(Status.CANCELLED);
            last.steps().stream()
                    .filter(step -> step.phase().isUnderWay() || step.phase() == Phase.FAILED)
                    .forEach(step -> restraints = restraints.with(step.component(), AtBalancer.OUT));
        }

        DurableState build() {
            return new DurableState(
                    cluster,
                    epoch,
                    history,
                    standing,
                    change,
                    run,
                    intent,
                    hosts,
                    absent,
                    barrierRun,
                    checkedRun,
                    ignoredChecks,
                    seeds,
                    sown,
                    formed,
                    announcedRun,
                    access,
                    restraints);
        }
    }
}
