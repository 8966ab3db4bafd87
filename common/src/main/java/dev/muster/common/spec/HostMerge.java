package dev.muster.common.spec;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.spec.HostEntry.Address;
import dev.muster.common.spec.HostEntry.Standby;
import dev.muster.common.spec.HostEntry.Use;
import dev.muster.common.spec.HostTable.Claim;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the layers of each host together: defaults, then its groups in their order, then its pattern, then its own entry; the
 * later one wins. Hosts of one pattern share one result, so a short file cannot become a huge one in memory: {@link #COST_MAX}.
 */
final class HostMerge {

    /** Settings, roles, labels and variables of all hosts together. */
    static final int COST_MAX = 1_000_000;

    private static final String DIRECTORY = "dir";

    private final Map<String, HostEntry> groups;
    private final Settings defaults;
    private final Map<HostEntry, Layers> ofPatterns = new IdentityHashMap<>();
    private long cost;

    HostMerge(Map<String, HostEntry> groups, Settings defaults) {
        this.groups = groups;
        this.defaults = defaults;
    }

    /** What the layers come to, without the name of a host. */
    private record Layers(
            SortedMap<Role, Settings> roles,
            SortedMap<Role, Span> grantedAt,
            SortedMap<String, String> labels,
            SortedMap<String, String> vars,
            @Nullable Address address,
            @Nullable Standby standby) {}

    /** A host with the places where its facts come from. */
    record Merged(
            HostSpec spec,
            Claim claim,
            SortedMap<Role, Span> grantedAt,
            @Nullable Address address,
            @Nullable Standby standby) {

        Span key() {
            return claim.nearest().at();
        }
    }

    /** Empty when the file has become too much. */
    Optional<Merged> merge(HostName name, Claim claim) {
        Layers layers = claim.exact() == null ? ofPatterns.get(claim.nearest()) : null;
        if (layers == null) {
            List<HostEntry> entries = entries(claim);
            cost += entries.stream().mapToLong(HostEntry::settingsCount).sum();
            cost += entries.stream().mapToLong(e -> e.grants().size()).sum()
                    * (1 + defaults.values().size());
            if (cost > COST_MAX) {
                return Optional.empty();
            }
            layers = overlaid(entries);
            if (claim.exact() == null) {
                ofPatterns.put(claim.nearest(), layers);
            }
        }
        cost += 1
                + layers.roles().size()
                + layers.labels().size()
                + layers.vars().size();
        if (cost > COST_MAX) {
            return Optional.empty();
        }
        Address address = layers.address();
        Standby standby = layers.standby();
        HostSpec spec = new HostSpec(
                name,
                address == null ? null : address.value(),
                standby != null && standby.wanted(),
                layers.labels(),
                layers.vars(),
                layers.roles());
        return Optional.of(new Merged(spec, claim, layers.grantedAt(), address, standby));
    }

    /** Weakest first. The nearest entry that names groups decides which; unknown groups have been reported already. */
    private List<HostEntry> entries(Claim claim) {
        HostEntry pattern = claim.pattern();
        HostEntry exact = claim.exact();
        List<Use> use = exact == null ? null : exact.use();
        if (use == null && pattern != null) {
            use = pattern.use();
        }
        List<HostEntry> entries = new ArrayList<>();
        if (use != null) {
            use.stream()
                    .map(u -> groups.get(u.group()))
                    .filter(Objects::nonNull)
                    .forEach(entries::add);
        }
        Stream.of(Optional.ofNullable(pattern), Optional.ofNullable(exact))
                .flatMap(Optional::stream)
                .forEach(entries::add);
        return entries;
    }

    private Layers overlaid(List<HostEntry> entries) {
        SortedMap<Role, SortedMap<String, Setting>> settings = new TreeMap<>();
        SortedMap<Role, Span> grantedAt = new TreeMap<>();
        SortedMap<String, String> labels = new TreeMap<>();
        SortedMap<String, String> vars = new TreeMap<>();
        Address address = null;
        Standby standby = null;
        for (HostEntry entry : entries) {
            entry.grants().forEach((role, grant) -> {
                if (grant.wanted()) {
                    grantedAt.put(role, grant.at());
                } else {
                    grantedAt.remove(role);
                }
                settingsOf(role, settings).putAll(grant.settings().values());
            });
            entry.directories()
                    .forEach((role, dir) -> settingsOf(role, settings).put(DIRECTORY, dir.setting()));
            labels.putAll(entry.labels());
            vars.putAll(entry.vars());
            address = entry.address() == null ? address : entry.address();
            standby = entry.standby() == null ? standby : entry.standby();
        }
        SortedMap<Role, Settings> roles = new TreeMap<>();
        grantedAt.keySet().forEach(role -> roles.put(role, new Settings(settingsOf(role, settings))));
        return new Layers(roles, grantedAt, labels, vars, address, standby);
    }

    private SortedMap<String, Setting> settingsOf(Role role, SortedMap<Role, SortedMap<String, Setting>> settings) {
        return settings.computeIfAbsent(role, r -> new TreeMap<>(defaults.values()));
    }
}
