package dev.muster.coordinator.audit;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Where deeds are written down. No method blocks or fails: what cannot be written is counted, and the count is written. */
public interface AuditTrail {

    /** Writes one entry. */
    void done(Deed deed);

    /** The same for a refusal: alike ones from one address become one entry a minute, with their number. */
    void refused(Deed deed);

    /**
     * The newest entries as they stand in the file, oldest first.
     *
     * @param ageMs how old they may be
     * @param max at most this many
     */
    CompletableFuture<List<String>> recent(long ageMs, int max);
}
