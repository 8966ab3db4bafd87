package dev.muster.coordinator.core;

import dev.muster.common.model.Generation;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Strategy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Names a plan: what would be done, and what it was made from. Another revision, another step or a host that has gone give another name. */
final class PlanToken {

    private static final int LENGTH = 16;

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
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
