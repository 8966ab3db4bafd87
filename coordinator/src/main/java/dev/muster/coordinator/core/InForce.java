package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.Definer.Definition;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it is defined at this moment: by the revision in force, and while a change goes on by the revisions that its
 * components still run by. Computed from the durable state alone.
 *
 * <ul>
 *   <li><em>members</em>: whatever is there, is still to come, or has not left yet.
 *   <li><em>counted</em>: what belongs together now: not who is still to join, nor who is leaving.
 * </ul>
 */
final class InForce {

    private final Definer definer;
    private final Map<Generation, Definition> known = new HashMap<>();
    private final Map<Generation, Pinned> pinned = new HashMap<>();
    private @Nullable Basis basis;
    private Definition current;
    private ClusterSpec members;
    private ClusterSpec counted;
    private @Nullable ClusterSpec withJoiners;
    private SortedMap<Role, RoleRules> rules;

    /** @param own what is in force as long as nothing is stored */
    InForce(Definer definer, Definition own) {
        this.definer = definer;
        this.current = own;
        this.members = own.spec();
        this.counted = own.spec();
        this.rules = own.rules();
    }

    /** The cluster as {@code basis}, with an older revision's settings: one object as long as it is the same, so that plans are kept. */
    private record Pinned(ClusterSpec basis, ClusterSpec spec) {}

    /** What the cluster's definition depends on. */
    private record Basis(
            Revision revision,
            SortedMap<ComponentId, Generation> standing,
            SortedSet<ComponentId> joining,
            SortedSet<ComponentId> leaving) {}

    /**
     * Follows what is stored.
     *
     * @return whether the cluster is defined otherwise now
     * @throws NotDefined when a revision means nothing here
     */
    boolean follow(DurableState durable) {
        SortedSet<ComponentId> joining = underWay(durable, Action.JOIN, Phase.STARTING);
        joining.removeIf(id -> !isPending(durable, id)); // one that is tried again after it has failed counts already
        SortedSet<ComponentId> leaving = underWay(durable, Action.LEAVE, Phase.LEAVING);
        Basis now = new Basis(durable.revision(), durable.standing(), joining, leaving);
        if (now.equals(basis)) {
            return false;
        }
        current = definition(durable.revision());
        Map<Generation, Definition> olders = new TreeMap<>();
        Stream.concat(
                        durable.standing().values().stream(),
                        Stream.of(durable.revision().number()))
                .filter(number -> !number.equals(DurableState.NOT_JOINED))
                .distinct()
                .forEach(number -> olders.put(
                        number, definition(durable.history().find(number).orElseThrow())));
        known.keySet().retainAll(olders.keySet());
        withJoiners = null;
        rules = new TreeMap<>(current.rules());
        members = current.spec();
        for (Map.Entry<Generation, Definition> older : olders.entrySet()) {
            SortedSet<ComponentId> gone = new TreeSet<>();
            durable.standing().forEach((id, number) -> {
                if (number.equals(older.getKey()) && !has(current.spec(), id)) {
                    gone.add(id);
                    RoleRules rule = older.getValue().rules().get(id.role());
                    if (rule != null) {
                        rules.putIfAbsent(id.role(), rule);
                    }
                }
            });
            members = Blend.with(members, gone, older.getValue().spec());
        }
        counted = Blend.without(members, id -> isPending(durable, id) || joining.contains(id) || leaving.contains(id));
        withJoiners =
                Blend.without(members, id -> isPending(durable, id) && !joining.contains(id) || leaving.contains(id));
        pinned.keySet().retainAll(olders.keySet());
        olders.forEach((number, older) -> pinned.merge(
                number,
                new Pinned(counted, Blend.asBefore(counted, older.spec())),
                (before, next) -> before.basis == counted ? before : next));
        basis = now;
        return true;
    }

    /** Components whose step of that kind is in that phase. */
    private static SortedSet<ComponentId> underWay(DurableState durable, Action action, Phase phase) {
        Change change = durable.change();
        return change == null
                ? new TreeSet<>()
                : change.underWay()
                        .filter(step -> step.action() == action && step.phase() == phase)
                        .map(Step::component)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    static boolean has(ClusterSpec spec, ComponentId id) {
        return spec.host(id.host()).filter(host -> host.has(id.role())).isPresent();
    }

    /** Whether it is to join by a change, and has not. */
    static boolean isPending(DurableState durable, ComponentId id) {
        return DurableState.NOT_JOINED.equals(durable.standing().get(id));
    }

    private Definition definition(Revision revision) {
        Definition defined = known.get(revision.number());
        if (defined == null) {
            Definer.Defined result = definer.define(revision.text());
            if (result instanceof Definer.Undefined undefined) {
                throw new NotDefined(revision, undefined.failure());
            }
            defined = (Definition) result;
            known.put(revision.number(), defined);
        }
        return defined;
    }

    /** Who has joined in an earlier run and is not there by the definition is left to an operator; everything else starts as it says. */
    DurableState settled(DurableState state) {
        if (state.isBarrierPassed() || state.standing().isEmpty()) {
            return state;
        }
        TreeMap<ComponentId, Generation> standing = new TreeMap<>(state.standing());
        standing.keySet().removeIf(id -> has(current.spec(), id));
        Change change = state.change();
        return change == null ? state : state.withChange(change, standing);
    }

    /** What the revision in force means. */
    Definition current() {
        return current;
    }

    /** What a revision means that some component stands at; null for another one. */
    @Nullable
    Definition of(Generation number) {
        return known.get(number);
    }

    /** Whatever is there, is still to come, or has not left yet. */
    ClusterSpec members() {
        return members;
    }

    /** What belongs together now. */
    ClusterSpec counted() {
        return counted;
    }

    /** The rules of every role of the members. */
    SortedMap<Role, RoleRules> rules() {
        return Collections.unmodifiableSortedMap(rules);
    }

    /** The cluster that {@code id} is to be planned in. */
    ClusterSpec toPlan(DurableState durable, ComponentId id) {
        Generation stands = durable.standing().get(id);
        Basis now = basis;
        if (stands == null) {
            return counted;
        }
        if (stands.equals(DurableState.NOT_JOINED)) {
            return now != null && now.joining.contains(id) && withJoiners != null ? withJoiners : members;
        }
        Pinned older = pinned.get(stands);
        return older != null && has(counted, id) ? older.spec : members;
    }

    /** A revision that means nothing to this coordinator. */
    static final class NotDefined extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Failure failure;

        NotDefined(Revision revision, Failure why) {
            super(why.message());
            failure = new Failure(
                    "REVISION_NOT_DEFINED",
                    "revision " + revision.number()
                            + " of cluster.json, which is in force, means nothing to this coordinator: "
                            + why.message(),
                    "Give this host the component definitions that the others have (components.dir in muster.conf). "
                            + why.hint(),
                    why.detail());
        }

        Failure failure() {
            return failure;
        }
    }
}
