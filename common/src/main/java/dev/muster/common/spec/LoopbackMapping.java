package dev.muster.common.spec;

import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole cluster on one machine: every host gets a loopback address of its own. A host that is a 127.x address already stays
 * what it is.
 *
 * @param hosts the new name of each host, in the order of the file
 * @param spec the definition with the new names
 * @param text a cluster.json that says {@code spec}, for processes that read it themselves
 */
public record LoopbackMapping(Map<HostName, HostName> hosts, ClusterSpec spec, String text) {

    private static final Pattern PREFIX = Pattern.compile("127[.]([0-9]{1,3})[.]([0-9]{1,3})");
    private static final int LAST = 254;

    public LoopbackMapping {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }

    /**
     * Maps a definition.
     *
     * @param prefix the first three numbers of the new addresses, for example {@code 127.37.12}; two runs at a time need two. When
     *     254 hosts are not enough, the next third number follows
     * @throws IllegalArgumentException when {@code prefix} is not such a text
     */
    public static LoopbackMapping of(ClusterSpec spec, String prefix) {
        Set<HostName> taken = new LinkedHashSet<>(spec.hosts().keySet());
        Map<HostName, HostName> names = new LinkedHashMap<>();
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>();
        int number = first(prefix);
        for (HostSpec host : spec.hosts().values()) {
            HostName name = host.name();
            if (!(name.isIpv4() && name.isLoopback())) {
                while (!isUsable(number) || taken.contains(address(number))) {
                    number++;
                }
                name = address(number++);
            }
            names.put(host.name(), name);
            hosts.put(name, new HostSpec(name, null, host.standby(), host.labels(), host.vars(), host.roles()));
        }
        ClusterSpec mapped = new ClusterSpec(
                spec.name(),
                spec.settings(),
                spec.components(),
                hosts,
                spec.require(),
                spec.vars(),
                spec.isOnLoopback() ? spec.balancer() : Balancer.NONE);
        return new LoopbackMapping(names, mapped, SpecWriter.write(mapped));
    }

    private static int first(String prefix) {
        Matcher matcher = PREFIX.matcher(prefix);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not the first three numbers of a loopback address: " + prefix);
        }
        int second = Integer.parseInt(matcher.group(1));
        int third = Integer.parseInt(matcher.group(2));
        if (second > LAST || third > 255) {
            throw new IllegalArgumentException("not the first three numbers of a loopback address: " + prefix);
        }
        return second << 16 | third << 8;
    }

    /** Some programs take addresses that end with 0 or 255 for a network or a broadcast. */
    private static boolean isUsable(int number) {
        int last = number & 0xff;
        return last >= 1 && last <= LAST;
    }

    private static HostName address(int number) {
        return new HostName("127." + (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff));
    }
}
