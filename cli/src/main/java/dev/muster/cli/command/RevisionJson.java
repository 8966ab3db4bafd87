package dev.muster.cli.command;

import java.util.List;

/**
 * One accepted cluster.json.
 *
 * @param ageMs how long ago, by the coordinator's clock
 * @param file the exact text; empty where it was not asked for
 */
record RevisionJson(long number, String hash, String author, long ageMs, String reason, String file) {

    /** Reads schema {@code muster/revisions/1}, oldest first. */
    static List<RevisionJson> all(CoordinatorClient.Answer answer) throws CommandFailure {
        return answer.word().get("revisions").list().stream()
                .map(each -> of(each, answer.atMs()))
                .toList();
    }

    /** Reads schema {@code muster/revision/1}. */
    static RevisionJson one(CoordinatorClient.Answer answer) throws CommandFailure {
        return of(answer.word().get("revision"), answer.atMs());
    }

    private static RevisionJson of(JsonTree json, long nowMs) {
        return new RevisionJson(
                json.get("revision").number(),
                json.get("hash").text(),
                json.get("author").text(),
                Math.max(0, nowMs - ChangeJson.timeMs(json.get("at"), nowMs)),
                json.get("reason").text(),
                json.get("file").text());
    }
}
