package dev.muster.coordinator.http;

import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.audit.Deed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is refused on its way to the audit, by code. Codes are this program's own, so that their number is small. */
final class CountedAudit implements AuditTrail {

    private final AuditTrail audit;
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();

    /** @param known codes that are shown with 0 from the beginning, because a first refusal is to be seen as an increase */
    CountedAudit(AuditTrail audit, List<String> known) {
        this.audit = audit;
        known.forEach(code -> refusals.put(code, new LongAdder()));
    }

    @Override
    public void done(Deed deed) {
        audit.done(deed);
    }

    @Override
    public void refused(Deed deed) {
        refusals.computeIfAbsent(deed.result(), code -> new LongAdder()).add(deed.times());
        audit.refused(deed);
    }

    @Override
    public CompletableFuture<List<String>> recent(long ageMs, int max) {
        return audit.recent(ageMs, max);
    }

    /** How many were refused, by code. */
    Map<String, Long> refusals() {
        TreeMap<String, Long> counts = new TreeMap<>();
        refusals.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }
}
