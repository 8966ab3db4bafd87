package dev.muster.coordinator.http;

import dev.muster.coordinator.http.ChangeControl.Revision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One accepted cluster.json as {@code GET /v1/revisions} says it.
 *
 * @param file the exact text; null where it is not told
 */
record RevisionDocument(
        long revision,
        String hash,
        String author,
        String at,
        String reason,
        @Nullable String file) {

    /** {@code GET /v1/revisions}. */
    record All(String schema, long current, List<RevisionDocument> revisions) {

        /** Oldest first; the last one is in force. */
        static All of(List<Revision> kept) {
            return new All(
                    "muster/revisions/1",
                    kept.get(kept.size() - 1).number().value(),
                    kept.stream().map(RevisionDocument::about).toList());
        }
    }

    /** {@code GET /v1/revisions/N}. */
    record One(String schema, RevisionDocument revision) {

        static One of(Revision kept) {
            RevisionDocument about = about(kept);
            return new One(
                    "muster/revision/1",
                    new RevisionDocument(
                            about.revision,
                            about.hash,
                            about.author,
                            about.at,
                            about.reason,
                            kept.file().text()));
        }
    }

    /** Without the text. */
    static RevisionDocument about(Revision kept) {
        return new RevisionDocument(
                kept.number().value(),
                kept.file().hash().value(),
                kept.author(),
                Json.time(kept.atMs()),
                kept.reason(),
                null);
    }
}
