package dev.muster.coordinator.http;

import dev.muster.coordinator.http.ChangeControl.Waiting;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who waits to change the cluster, schema {@value #SCHEMA}. Fields are only ever added; tickets are told to nobody.
 *
 * @param free whether no change goes on: it is the first one's turn
 * @param place of who asks, from 1; 0 when it does not wait
 * @param waiting in the order in which they are served
 */
record QueueDocument(String schema, boolean free, int place, List<Waiter> waiting) {

    static final String SCHEMA = "muster/queue/1";

    record Waiter(String who, String what, String reason, String since) {}

    /** @param ticket of who asks; empty when it does not wait */
    static QueueDocument of(Waiting found, String ticket) {
        int place = IntStream.range(0, found.places().size())
                        .filter(i -> found.places().get(i).ticket().equals(ticket))
                        .findFirst()
                        .orElse(-1)
                + 1;
        return new QueueDocument(
                SCHEMA,
                found.isFree(),
                place,
                found.places().stream()
                        .map(each -> new Waiter(each.who(), each.what(), each.reason(), Json.time(each.sinceMs())))
                        .toList());
    }
}
