package dev.muster.coordinator.core;

import dev.muster.common.model.Generation;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import java.util.List;
import java.util.Locale;

/** Names a plan: what would be done, and what it was made from. Another revision, another step or a host that has gone give another name. */
final class PlanToken {

    private PlanToken() {}

    static String of(Generation from, SpecHash hash, Strategy strategy, List<ChangePlan.Step> steps, Cluster cluster) {
        StringBuilder text = new StringBuilder();
        text.append(from)
                .append('\n')
                .append(hash)
                .append('\n')
                .append(strategy)
                .append('\n');
        for (ChangePlan.Step step : steps) {
            Member member = cluster.member(step.component().host());
            boolean isThere = member != null && member.isRegistered();
            boolean runs = member != null
                    && member.observation(step.component().role()).state().isAlive();
            text.append(step)
                    .append(' ')
                    .append(isThere)
                    .append(' ')
                    .append(runs)
                    .append('\n');
        }
        return String.format(Locale.ROOT, "%016x", hash(text));
    }

    /** FNV-1a of 64 bits: it tells plans apart, and keeps nobody out. */
    private static long hash(CharSequence text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
