package dev.muster.common.spec;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.spec.PositionedJson.Member;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which entries speak of which host: at most one pattern and at most one exact key each. Keeps the order of the file. */
final class HostTable {

    /** Hosts of one cluster. */
    static final int HOSTS_MAX = 10_000;

    /** The entries of one host; at least one of them is there. */
    record Claim(@Nullable HostEntry pattern, @Nullable HostEntry exact) {

        /** The one whose key names the host best. */
        HostEntry nearest() {
            HostEntry entry = exact == null ? pattern : exact;
            if (entry == null) {
                throw new IllegalStateException("a claim has an entry");
            }
            return entry;
        }
    }

    private final Problems problems;
    private final Map<HostName, Claim> claims = new LinkedHashMap<>();
    private final Map<HostName, String> spellings = new HashMap<>();
    private boolean full;
    private boolean masterLost;

    HostTable(Problems problems) {
        this.problems = problems;
    }

    Map<HostName, Claim> claims() {
        return Collections.unmodifiableMap(claims);
    }

    /** Whether an entry that has the role master was left out because of its key. */
    boolean isMasterLost() {
        return masterLost;
    }

    /** Adds the hosts that {@code key} stands for; {@code entry} is what the key's value says. */
    void add(Member key, HostEntry entry) {
        boolean added = HostPattern.isMeant(key.name()) ? addPattern(key, entry) : addExact(key, entry);
        masterLost |= !added && entry.grants(Role.MASTER);
    }

    private boolean addExact(Member key, HostEntry entry) {
        Optional<HostName> parsed = HostKey.parse(key.name(), key, problems);
        if (parsed.isEmpty()) {
            return false;
        }
        HostName host = parsed.get();
        Claim claim = claims.get(host);
        if (claim != null && claim.exact() != null) {
            String first = spellings.getOrDefault(host, "");
            int line = problems.lineOf(claim.exact().at());
            String where = first.equals(key.name())
                    ? "first listed on line " + line
                    : "the same host as " + Quoted.of(first) + " on line " + line;
            String message = "host " + Quoted.of(key.name()) + " is listed twice";
            problems.add(ProblemCode.HOST_TWICE, key, message, where + "; merge the two entries");
            return false;
        }
        if (claim == null && !hasRoom(key, 1)) {
            return false;
        }
        spellings.put(host, key.name());
        claims.put(host, new Claim(claim == null ? null : claim.pattern(), entry));
        return true;
    }

    private boolean addPattern(Member key, HostEntry entry) {
        HostPattern.Expansion expansion = HostPattern.expand(key.name(), HOSTS_MAX);
        if (expansion instanceof HostPattern.Malformed malformed) {
            String message = "host pattern " + Quoted.of(key.name()) + ": " + malformed.message();
            problems.add(ProblemCode.BAD_PATTERN, key, message, malformed.hint());
            return false;
        }
        if (expansion instanceof HostPattern.Names names) {
            return hasRoom(key, names.names().size()) && addAll(key, entry, names.names());
        }
        return hasRoom(key, HOSTS_MAX + 1);
    }

    private boolean addAll(Member key, HostEntry entry, List<String> names) {
        for (String name : names) {
            Optional<HostName> host = HostKey.parse(name, key, problems);
            if (host.isEmpty()) {
                return false;
            }
            Claim claim = claims.get(host.get());
            HostEntry other = claim == null ? null : claim.pattern();
            if (other != null) {
                String where =
                        other == entry ? "write each host once" : "the other is on line " + problems.lineOf(other.at());
                String message = "host " + Quoted.of(host.get().value())
                        + (other == entry ? " is twice in this pattern" : " is in two patterns");
                problems.add(ProblemCode.PATTERNS_OVERLAP, key, message, where);
                return false;
            }
            claims.put(host.get(), new Claim(entry, claim == null ? null : claim.exact()));
        }
        return true;
    }

    private boolean hasRoom(Member key, int more) {
        if (!full && claims.size() + more > HOSTS_MAX) {
            full = true;
            String message = "more than " + HOSTS_MAX + " hosts";
            problems.add(ProblemCode.TOO_MANY_HOSTS, key, message, "one cluster has at most that many");
        }
        return !full;
    }
}
