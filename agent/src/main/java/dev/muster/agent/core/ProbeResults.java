package dev.muster.agent.core;

import dev.muster.common.model.Evidence;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Unjoined;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the probes of one launch last saw, since when its own probes have been failing, and since when its peers deny it. */
final class ProbeResults {

    private List<Evidence> evidence = List.of();
    private long atMs;
    private long ownFailingSinceMs = -1;
    private boolean joinedOnce;
    private final Map<String, Denial> denials = new TreeMap<>();

    /** Two looks that are further apart prove nothing about the time between them: this agent, or its machine, stood still. */
    static final long LOOKS_APART_MAX_MS = 30_000;

    /** The first and the last look at a denial that nothing has interrupted. */
    private record Denial(long sinceMs, long lastMs) {}

    /**
     * A launch begins: a probe that was not asked yet has not passed.
     *
     * @param joinedBefore whether it counts as having been joined: one that was adopted, because its last agent may have seen it
     */
    void begin(LaunchPlan plan, boolean joinedBefore, long nowMs) {
        joinedOnce = joinedBefore;
        denials.clear();
        evidence = plan.probes().stream()
                .map(p -> new Evidence(p.name(), p.level(), false, false, "not asked yet", new TreeMap<>(), 0))
                .toList();
        atMs = nowMs;
        ownFailingSinceMs = -1;
    }

    void seen(List<Evidence> all, long nowMs) {
        evidence = List.copyOf(all);
        atMs = nowMs;
        joinedOnce |= isJoined();
        evidence.forEach(e -> lookAt(e, nowMs - e.ageMs()));
        if (ownPassed()) {
            ownFailingSinceMs = -1;
        } else if (ownFailingSinceMs < 0) {
            ownFailingSinceMs = nowMs;
        }
    }

    boolean ownPassed() {
        return evidence.stream().filter(e -> e.level() == ProbeLevel.OWN).allMatch(Evidence::passed);
    }

    private boolean isJoined() {
        List<Evidence> peers =
                evidence.stream().filter(e -> e.level() == ProbeLevel.JOINED).toList();
        return !peers.isEmpty() && peers.stream().allMatch(Evidence::passed);
    }

    private void lookAt(Evidence seen, long seenAtMs) {
        if (!seen.isDenied()) {
            denials.remove(seen.probe());
            return;
        }
        Denial last = denials.get(seen.probe());
        if (last == null || seenAtMs - last.lastMs() > LOOKS_APART_MAX_MS) {
            last = new Denial(seenAtMs, seenAtMs);
        }
        denials.put(seen.probe(), new Denial(last.sinceMs(), seenAtMs));
    }

    /** What the peers of this launch say, when it was joined and they have denied it for as long as its plan allows. */
    Optional<String> unjoined(LaunchPlan plan) {
        if (!joinedOnce) {
            return Optional.empty();
        }
        return plan.probes().stream()
                .filter(this::isDeniedTooLong)
                .map(Probe::name)
                .findFirst()
                .flatMap(name -> evidence.stream()
                        .filter(e -> e.probe().equals(name))
                        .map(e -> name + ": " + e.detail())
                        .findFirst());
    }

    private boolean isDeniedTooLong(Probe probe) {
        Unjoined unjoined = probe.unjoined();
        Denial denial = denials.get(probe.name());
        return unjoined != null && denial != null && denial.lastMs() - denial.sinceMs() >= unjoined.afterMs();
    }

    /** How long the own probes have been failing without a pass. */
    long ownFailingMs(long nowMs) {
        return ownFailingSinceMs < 0 ? 0 : nowMs - ownFailingSinceMs;
    }

    /** Evidence is as much older as time has passed since it was told. */
    List<Evidence> at(long nowMs) {
        return evidence.stream().map(e -> e.aged(e.ageMs() + nowMs - atMs)).toList();
    }

    List<Evidence> ageless() {
        return evidence.stream().map(e -> e.aged(0)).toList();
    }

    /** The first own probe that does not pass, in words. */
    String unmet() {
        return evidence.stream()
                .filter(e -> e.level() == ProbeLevel.OWN && !e.passed())
                .map(e -> e.probe() + ": " + e.detail())
                .findFirst()
                .orElse("no probe was asked");
    }
}
