package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message.Definition;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends the definition to every host, which keeps a copy: so any host can show it, and a coordinator whose store is lost can be rebuilt.
 *
 * <p>Rules: (1) whoever keeps a revision that this coordinator does not know, of the same number as its own or a higher one, is not sent
 * another one: what it keeps may be the only copy left, and a person is told; (2) at most {@value #CHARACTERS_A_TICK} characters are sent with one tick, or to
 * one host, so that thousands of copies of a long file are not in memory at once.
 */
final class Circulation {

    static final int CHARACTERS_A_TICK = 1 << 20;

    private static final int HOSTS_NAMED_MAX = 4;

    private final Cluster cluster;

    Circulation(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Sends it to those who do not have it, some at a time. */
    void tick(Turn turn) {
        Definition definition = definition(turn.durable());
        Revision previous = definition.previous();
        int characters = definition.current().text().length()
                + (previous == null ? 0 : previous.text().length());
        long sent = 0;
        for (Member member : cluster.all()) {
            if (member.session == null || !member.isRegistered() || !needs(member.held, definition)) {
                continue;
            }
            if (sent > 0 && sent + characters > CHARACTERS_A_TICK) {
                return;
            }
            sent += characters;
            member.held = held(definition);
            turn.send(member.session, definition);
        }
    }

    private static Definition definition(DurableState durable) {
        List<Revision> kept = durable.history().revisions();
        return new Definition(
                durable.epoch(),
                durable.revision(),
                kept.size() > 1 ? kept.get(kept.size() - 2) : null,
                List.copyOf(durable.formed()));
    }

    private static HeldRevision held(Definition said) {
        Revision current = said.current();
        return new HeldRevision(current.number(), current.hash(), current.author(), current.atMs(), said.formed());
    }

    private static boolean needs(@Nullable HeldRevision held, Definition definition) {
        return held == null || !isUnknown(held, definition.current()) && !isSame(held, definition);
    }

    private static boolean isSame(HeldRevision held, Definition definition) {
        List<Role> formed = definition.formed();
        return held.number().equals(definition.current().number())
                && held.hash().equals(definition.current().hash())
                && held.formed().containsAll(formed);
    }

    /** Rule 1. */
    private static boolean isUnknown(HeldRevision held, Revision current) {
        return held.number().compareTo(current.number()) >= 0 && !held.hash().equals(current.hash());
    }

    /** What hosts keep that this coordinator does not know; null when there is no such thing. */
    @Nullable
    Failure unknown(DurableState durable) {
        List<Member> keepers = new ArrayList<>();
        for (Member member : cluster.all()) {
            HeldRevision held = member.held;
            if (held != null && isUnknown(held, durable.revision())) {
                keepers.add(member);
            }
        }
        Member first = keepers.stream()
                .max(Comparator.comparing(Circulation::numberHeld).thenComparing(member -> member.spec.name()))
                .orElse(null);
        HeldRevision newest = first == null ? null : first.held;
        if (first == null || newest == null) {
            return null;
        }
        String hosts = keepers.stream()
                        .limit(HOSTS_NAMED_MAX)
                        .map(member -> member.spec.name().value())
                        .collect(Collectors.joining(", "))
                + (keepers.size() > HOSTS_NAMED_MAX ? " and " + (keepers.size() - HOSTS_NAMED_MAX) + " more" : "");
        return Failure.of(
                "NEWER_REVISION_HELD",
                "hosts keep revision " + newest.number() + " by " + newest.author()
                        + ", which this coordinator does not know; its own is " + "revision " + durable.generation()
                        + ": " + hosts,
                "It was rebuilt, or its store put back, from an older copy. On " + first.spec.name()
                        + ": muster export --local -o newer.json ; then see muster plan newer.json, and put it into force with muster"
                        + " apply newer.json. Their copies are left as they are until a higher revision is in force.");
    }

    /** Tells once for each session that the host keeps what is not known here. */
    void tellUnknown(Turn turn, Member member) {
        HeldRevision held = member.held;
        Failure unknown = held == null || !isUnknown(held, turn.durable().revision()) ? null : unknown(turn.durable());
        if (unknown != null) {
            HostName host = member.spec.name();
            turn.tell(ClusterEvent.host(Type.DEFINITION_DIFFERS, host, "CLUSTER: " + unknown.message())
                    .because(unknown));
        }
    }

    private static Generation numberHeld(Member member) {
        HeldRevision held = member.held;
        return held == null ? DurableState.NOT_JOINED : held.number();
    }
}
