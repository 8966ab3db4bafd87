package dev.muster.common.spec;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds which host of the definition this machine is: the one that {@code -h} names, or the only one that can be meant. */
public final class HostMatch {

    private static final int LISTED_MAX = 12;
    private static final String MAPPED_IPV4 = "::ffff:";

    private final ClusterSpec spec;
    private final String fileName;
    private final Machine machine;

    /**
     * Matches hosts of one definition.
     *
     * @param fileName of the definition, as the operator named it
     * @param machine this one
     */
    public HostMatch(ClusterSpec spec, String fileName, Machine machine) {
        this.spec = spec;
        this.fileName = Quoted.whole(fileName);
        this.machine = machine;
    }

    /** One address of this machine. */
    public record NetworkAddress(HostName address, String device) {}

    /**
     * What this machine says of itself.
     *
     * @param addresses all of them, in the order to show
     * @param names its host name, short or whole, or both
     */
    public record Machine(List<NetworkAddress> addresses, List<String> names) {
        public Machine {
            addresses = List.copyOf(addresses);
            names = List.copyOf(names);
        }
    }

    /** The outcome. */
    public sealed interface Match {}

    /**
     * This machine's host.
     *
     * @param reason for people, for example {@code matches eth0}; empty when the operator named it
     */
    public record Found(HostName host, String reason) implements Match {}

    /** No host, with what to do; codes are HOST_NOT_IN_FILE, HOST_NOT_FOUND, HOST_AMBIGUOUS. */
    public record NotFound(Failure failure) implements Match {}

    /** As {@code -h} says, or by this machine's addresses and names when it says nothing. */
    public Match of(@Nullable String asked) {
        return asked == null ? byItself() : named(asked);
    }

    private Match named(String asked) {
        Optional<HostName> name = spelled(asked);
        Optional<HostName> listed = name.filter(n -> spec.hosts().containsKey(n));
        if (listed.isPresent()) {
            return new Found(listed.get(), "");
        }
        List<HostName> byAddress = spec.hosts().values().stream()
                .filter(host -> host.address() != null)
                .filter(host -> name.isPresent() && name.get().value().equals(host.address()))
                .map(HostSpec::name)
                .toList();
        if (byAddress.size() == 1) {
            return new Found(byAddress.get(0), "has the address " + name.get());
        }
        String message = Quoted.of(asked) + " is not a host of " + fileName;
        return notFound("HOST_NOT_IN_FILE", message, hintFor(asked));
    }

    /** As other tools show an address: with a zone, which means something on this machine only, or IPv4 within IPv6. */
    private static Optional<HostName> spelled(String asked) {
        int zone = asked.indexOf('%');
        boolean isZoned = zone > 0 && asked.indexOf(':') >= 0;
        String plain = isZoned ? asked.substring(0, zone) + (asked.startsWith("[") ? "]" : "") : asked;
        return HostName.parse(plain).map(HostMatch::unmapped);
    }

    private static HostName unmapped(HostName name) {
        if (!name.value().startsWith(MAPPED_IPV4)) {
            return name;
        }
        String[] halves = name.value().substring(MAPPED_IPV4.length()).split(":", -1);
        if (halves.length != 2) {
            return name;
        }
        int high = Integer.parseInt(halves[0], 16);
        int low = Integer.parseInt(halves[1], 16);
        return HostName.of((high >> 8) + "." + (high & 0xff) + "." + (low >> 8) + "." + (low & 0xff));
    }

    private String hintFor(String asked) {
        Set<HostName> mine = candidates().keySet();
        if (!mine.isEmpty()) {
            HostName first = mine.iterator().next();
            return first + " is in the file. Did you mean: " + command(first);
        }
        List<String> hosts = spec.hosts().keySet().stream().map(HostName::value).toList();
        return Suggestion.nearest(asked, hosts)
                .map(near -> "Did you mean: " + command(new HostName(near)))
                .orElse("A new machine? Add it to the file on every host, and start it again.");
    }

    private Match byItself() {
        var candidates = candidates();
        if (candidates.size() == 1) {
            var only = candidates.entrySet().iterator().next();
            return new Found(only.getKey(), only.getValue());
        }
        String first = spec.hosts().keySet().iterator().next().value();
        if (candidates.isEmpty()) {
            String message = "no address and no name of this machine is in " + fileName;
            boolean loopback = spec.hosts().keySet().stream().anyMatch(HostName::isLoopback);
            String hint = loopback
                    ? "loopback addresses are every machine's: say which host this is, for example "
                    : "say which host this is, for example ";
            return notFound("HOST_NOT_FOUND", message, hint + command(new HostName(first)));
        }
        String names = limited(candidates.keySet().stream().map(HostName::value).toList(), ", ");
        String message = "this machine is several hosts of " + fileName + ": " + names;
        return notFound(
                "HOST_AMBIGUOUS",
                message,
                "say which: " + command(candidates.keySet().iterator().next()));
    }

    /** Hosts that are this machine, each with the reason, in the order of the file. */
    private Map<HostName, String> candidates() {
        var found = new LinkedHashMap<HostName, String>();
        for (HostSpec host : spec.hosts().values()) {
            reason(host).ifPresent(reason -> found.put(host.name(), reason));
        }
        return found;
    }

    private Optional<String> reason(HostSpec host) {
        Set<String> keys = new LinkedHashSet<>();
        keys.add(host.name().value());
        keys.add(host.reachableAt());
        if (host.name().isLoopback() && spec.hosts().size() == 1) {
            return Optional.of("is the only host");
        }
        Optional<String> device = machine.addresses().stream()
                .filter(a ->
                        !a.address().isLoopback() && keys.contains(a.address().value()))
                .map(a -> "matches " + Quoted.bare(a.device()))
                .findFirst();
        return device.isPresent()
                ? device
                : machine.names().stream()
                        .filter(name -> isNameOf(name, host.name().value()))
                        .map(name -> "matches the name " + Quoted.bare(name))
                        .findFirst();
    }

    /** A short name is the whole one's first part, whichever of the two the file has; "localhost" is every machine's. */
    private static boolean isNameOf(String machineName, String key) {
        String name = machineName.toLowerCase(Locale.ROOT);
        if (name.isEmpty()
                || key.equals("localhost")
                || HostName.parse(key).map(h -> h.isIpv4() || h.isIpv6()).orElse(true)) {
            return false;
        }
        return name.equals(key)
                || (key.indexOf('.') < 0 && name.startsWith(key + "."))
                || (name.indexOf('.') < 0 && key.startsWith(name + "."));
    }

    private Match notFound(String code, String message, String hint) {
        List<String> hosts = spec.hosts().values().stream()
                .map(host -> host.name() + (host.has(Role.MASTER) ? " (master)" : ""))
                .toList();
        Stream<String> addresses = machine.addresses().stream()
                .filter(a -> !a.address().isLoopback())
                .map(a -> a.address() + " (" + Quoted.bare(a.device()) + ")");
        Stream<String> names = machine.names().stream().map(name -> "name " + Quoted.bare(name));
        List<String> detail = new ArrayList<>();
        int width = Math.max(fileName.length(), "this machine".length());
        detail.add(padded(fileName, width) + limited(hosts, "  "));
        detail.add(padded("this machine", width)
                + limited(Stream.concat(addresses, names).toList(), "  "));
        return new NotFound(new Failure(code, message, hint, detail));
    }

    private static String padded(String label, int width) {
        return label + ":" + " ".repeat(width - label.length()) + "  ";
    }

    private static String limited(List<String> words, String between) {
        String shown = words.stream().limit(LISTED_MAX).collect(Collectors.joining(between));
        int more = words.size() - LISTED_MAX;
        return more > 0 ? shown + between + "and " + more + " more" : shown;
    }

    private String command(HostName host) {
        return "muster start -h " + host + " --cluster " + fileName;
    }
}
