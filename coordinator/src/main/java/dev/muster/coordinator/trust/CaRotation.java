package dev.muster.coordinator.trust;

import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.KeyPrint;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of the cluster's authority, under way or done. Pure.
 *
 * <pre>
 *   nothing, or done --begin--&gt; under way (both count) --finish--&gt; done (the old one counts no longer)
 * </pre>
 *
 * <ol>
 *   <li>The old authority counts until an operator finishes the exchange: copies of its certificate and join tokens are in places that
 *       nobody here knows.
 *   <li>It is not finished over the head of a host that has joined: each has a certificate of the new one, or the operator has named
 *       it.
 *   <li>One exchange at a time. It may begin anew from the same old authority, on a machine that has not got the new one: that of the
 *       new one may be lost for good.
 * </ol>
 *
 * @param issuing print of the new authority: it issues all certificates from now on
 * @param previous print of the old one; null when the exchange is done
 * @param beganAtMs milliseconds since 1970
 * @param holders hosts that have said that they have certificates of the new one
 * @param leftBehind hosts that had none when an exchange was finished, and have not joined since
 */
public record CaRotation(
        KeyPrint issuing,
        @Nullable KeyPrint previous,
        long beganAtMs,
        SortedSet<HostName> holders,
        SortedSet<HostName> leftBehind) {

    public CaRotation {
        holders = Collections.unmodifiableSortedSet(new TreeSet<>(holders));
        leftBehind = Collections.unmodifiableSortedSet(new TreeSet<>(leftBehind));
    }

    /** What a coordinator has to do with the authority on its machine. */
    public enum Step {
        /** It is as the cluster wants it. */
        NONE,
        /** The new one was made on this machine, and takes its place. */
        PROMOTE,
        /** The new one comes with the renewal of this host's certificates. */
        AWAIT,
        /** The old one counts no longer. */
        FORGET
    }

    /**
     * The exchange of {@code previous} for {@code next}; empty when it may not begin (rule 3).
     *
     * @param before the last one; null when there was none
     */
    public static Optional<CaRotation> begin(
            @Nullable CaRotation before, KeyPrint previous, KeyPrint next, long wallMs) {
        if (before == null) {
            return Optional.of(new CaRotation(next, previous, wallMs, new TreeSet<>(), new TreeSet<>()));
        }
        boolean isNext = previous.equals(before.isUnderWay() ? before.previous : before.issuing);
        return isNext
                ? Optional.of(new CaRotation(next, previous, wallMs, new TreeSet<>(), before.leftBehind))
                : Optional.empty();
    }

    /** Whether both authorities count. */
    public boolean isUnderWay() {
        return previous != null;
    }

    /** Whose certificates count, the one that issues first. */
    public List<KeyPrint> believed() {
        return previous == null ? List.of(issuing) : List.of(issuing, previous);
    }

    /** With hosts that have certificates of {@code authority}. */
    public CaRotation withHolders(Collection<HostName> hosts, KeyPrint authority) {
        if (!authority.equals(issuing)) {
            return this; // they speak of an exchange that is over
        }
        TreeSet<HostName> more = new TreeSet<>(holders);
        more.addAll(hosts);
        TreeSet<HostName> fewer = new TreeSet<>(leftBehind);
        fewer.removeAll(hosts);
        return new CaRotation(issuing, previous, beganAtMs, more, fewer);
    }

    /** Without a host that may join again: what it had counts no longer, and what it gets is of the new authority. */
    public CaRotation without(HostName host) {
        TreeSet<HostName> fewerHolders = new TreeSet<>(holders);
        fewerHolders.remove(host);
        TreeSet<HostName> fewerBehind = new TreeSet<>(leftBehind);
        fewerBehind.remove(host);
        return new CaRotation(issuing, previous, beganAtMs, fewerHolders, fewerBehind);
    }

    /** Which of the hosts that have joined have no certificate of the new authority yet. */
    public SortedSet<HostName> missing(Collection<HostName> joined) {
        TreeSet<HostName> missing = new TreeSet<>(joined);
        missing.removeAll(holders);
        missing.removeAll(leftBehind);
        return missing;
    }

    /**
     * The old authority counts no longer; empty when that may not be (rule 2).
     *
     * @param joined hosts that have joined
     * @param named hosts that the operator leaves behind
     */
    public Optional<CaRotation> finish(Collection<HostName> joined, Collection<HostName> named) {
        SortedSet<HostName> missing = missing(joined);
        if (!isUnderWay() || !named.containsAll(missing)) {
            return Optional.empty();
        }
        TreeSet<HostName> behind = new TreeSet<>(leftBehind);
        behind.addAll(missing);
        return Optional.of(new CaRotation(issuing, null, beganAtMs, holders, behind));
    }

    /**
     * What a coordinator has to do with the authority on its machine.
     *
     * @param own print of that one
     * @param before print of the one whose place it took, while that one counts there; null when there is none
     * @param waiting print of the one that was made here to take its place; null when there is none
     */
    public Step stepOf(KeyPrint own, @Nullable KeyPrint before, @Nullable KeyPrint waiting) {
        if (own.equals(issuing)) {
            return before != null && previous == null ? Step.FORGET : Step.NONE;
        }
        return issuing.equals(waiting) ? Step.PROMOTE : Step.AWAIT;
    }

    /** Whether a coordinator with the authority {@code own} may issue certificates: they must be the same wherever one asks. */
    public boolean mayIssue(KeyPrint own, @Nullable KeyPrint before) {
        return own.equals(issuing) && Objects.equals(before, previous);
    }
}
