package dev.muster.agent.core;

import dev.muster.common.model.Evidence;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.List;
import java.util.TreeMap;

/** What the probes of one launch last saw, and since when its own probes have been failing. */
final class ProbeResults {

    private List<Evidence> evidence = List.of();
    private long atMs;
    private long ownFailingSinceMs = -1;

    /** A launch begins: a probe that was not asked yet has not passed. */
    void begin(LaunchPlan plan, long nowMs) {
        evidence = plan.probes().stream()
                .map(p -> new Evidence(p.name(), p.level(), false, "not asked yet", new TreeMap<>(), 0))
                .toList();
        atMs = nowMs;
        ownFailingSinceMs = -1;
    }

    void seen(List<Evidence> all, long nowMs) {
        evidence = List.copyOf(all);
        atMs = nowMs;
        if (ownPassed()) {
            ownFailingSinceMs = -1;
        } else if (ownFailingSinceMs < 0) {
            ownFailingSinceMs = nowMs;
        }
    }

    boolean ownPassed() {
        return evidence.stream().filter(e -> e.level() == ProbeLevel.OWN).allMatch(Evidence::passed);
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
