package dev.muster.rig.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Hosts that are network namespaces on one bridge, on which the rig itself has the address {@link #RIG}. */
public final class Network {

    /** The rig's own number on the bridge. */
    public static final int RIG = 254;

    private static final AtomicInteger NETWORKS = new AtomicInteger();
    private static final List<String> COMING = List.of("-A", "INPUT", "-i", "eth0");

    /** What the hosts have addresses of, and nothing else. */
    public enum Family {
        IPV4("iptables", "10.219.%d.%d", 24),
        IPV6("ip6tables", "fd00:219:%x::%x", 64);

        private final String filter;
        private final String address;
        private final int prefixBits;

        Family(String filter, String address, int prefixBits) {
            this.filter = filter;
            this.address = address;
            this.prefixBits = prefixBits;
        }
    }

    private final int number;
    private final int hosts;
    private final Family family;

    /** Rules at others that concern a host. */
    private final Map<Integer, List<Rule>> elsewhere = new TreeMap<>();

    private Network(int number, int hosts, Family family) {
        this.number = number;
        this.hosts = hosts;
        this.family = family;
    }

    /** A rule at a host, without the word that adds or deletes it. */
    private record Rule(int at, List<String> words) {}

    static Network create(int hosts, Family family) {
        int number = (int) ((ProcessHandle.current().pid() + 97L * NETWORKS.incrementAndGet()) % 250);
        Network network = new Network(number, hosts, family);
        Shell.must("ip", "link", "add", network.bridge(), "type", "bridge");
        network.name(RIG, "ip", network.bridge());
        Shell.must("ip", "link", "set", network.bridge(), "up");
        for (int host = 1; host <= hosts; host++) {
            network.add(host);
        }
        return network;
    }

    private void add(int host) {
        String outer = outer(host);
        Shell.must("ip", "netns", "add", space(host));
        Shell.must("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", space(host));
        Shell.must("ip", "link", "set", outer, "master", bridge(), "up");
        in(host, "ip", "link", "set", "lo", "up");
        name(host, "ip -n " + space(host), "eth0");
        in(host, "ip", "link", "set", "eth0", "up");
    }

    /** Gives a device the address of a number. */
    private void name(int host, String ip, String device) {
        List<String> command = new ArrayList<>(Arrays.asList(ip.split(" ")));
        command.addAll(List.of("address", "add", address(host) + "/" + family.prefixBits, "dev", device));
        if (family == Family.IPV6) {
            command.add("nodad");
        }
        Shell.must(command.toArray(String[]::new));
    }

    /** The address of a host, or of the rig. */
    public String address(int host) {
        return String.format(family.address, number, host);
    }

    /** The network namespace of a host. */
    public String space(int host) {
        return "rig" + number + "x" + host;
    }

    private String bridge() {
        return "rigbr" + number;
    }

    /** What a command of a host is put behind. */
    String[] command(int host) {
        return new String[] {"ip", "netns", "exec", space(host)};
    }

    /** Nothing comes to a host or from it any more. */
    public void cut(int host) {
        deafen(host);
        filter(host, "-A", "OUTPUT", "-o", "eth0", "-j", "DROP");
    }

    /** Nothing comes to some ports of a host or from it, nor to those of others, any more. */
    public void cutPorts(int host, String range) {
        for (String port : List.of("--dport", "--sport")) {
            filter(host, "-A", "INPUT", "-i", "eth0", "-p", "tcp", port, range, "-j", "DROP");
            filter(host, "-A", "OUTPUT", "-o", "eth0", "-p", "tcp", port, range, "-j", "DROP");
        }
    }

    /** Nothing comes to a host any more; what it sends arrives. */
    public void deafen(int host) {
        come(host, "-j", "DROP");
    }

    /**
     * A part of what comes to a host is lost, and as much of what it sends to the others: dropped where it arrives, because a
     * kernel notices what it drops itself while sending.
     */
    public void lose(int host, double share) {
        String[] drop = {"-m", "statistic", "--mode", "random", "--probability", Double.toString(share), "-j", "DROP"};
        come(host, drop);
        others(host).forEach(other -> comeFrom(host, other, drop));
    }

    /** Packets that are longer than this are lost between a host and all others, and nobody is told. */
    public void swallowLonger(int host, int bytes) {
        String[] drop = {"-m", "length", "--length", (bytes + 1) + ":65535", "-j", "DROP"};
        come(host, drop);
        others(host).forEach(other -> comeFrom(host, other, drop));
    }

    /** Nothing that is for a port goes between two hosts. */
    public void closePort(int one, int other, int port) {
        String[] drop = {"-p", "tcp", "--dport", Integer.toString(port), "-j", "DROP"};
        comeFrom(one, other, drop);
        comeFrom(other, one, drop);
    }

    /** What a host sends goes through a line of so many kilobits a second. */
    public void slow(int host, int kilobits) {
        in(host, words("tc qdisc add dev eth0 root tbf burst 3kb latency 2s rate " + kilobits + "kbit"));
        // What comes to it is what its peer on the bridge sends.
        Shell.must(
                words("tc qdisc add dev " + outer(host) + " root tbf burst 3kb latency 2s rate " + kilobits + "kbit"));
    }

    /** Every segment that comes to a host is answered with a reset. */
    public void reset(int host) {
        come(host, "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset");
    }

    /** What a host sends to a port of another one goes to a port of the rig instead. */
    public void divert(int host, int to, int port, int rigPort) {
        String rig = address(RIG) + ":" + rigPort;
        String port1 = Integer.toString(port);
        filter(host, words("-t nat -A OUTPUT -p tcp -d " + address(to) + " --dport " + port1 + " -j DNAT --to " + rig));
    }

    /** What a host sends to others goes through a second host, which puts its own address on it. */
    public void masquerade(int host, int router) {
        in(router, "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv4.conf.all.send_redirects=0");
        in(router, "sysctl", "-qw", "net.ipv4.conf.eth0.send_redirects=0");
        filter(router, words("-t nat -A POSTROUTING -o eth0 -s " + address(host) + " -j MASQUERADE"));
        for (int other : others(host).filter(o -> o != router).toList()) {
            in(host, "ip", "route", "add", address(other), "via", address(router));
        }
    }

    /** All packet filters are as they were. */
    public void heal(int host) {
        filter(host, "-F");
        for (Rule rule : elsewhere.getOrDefault(host, List.of())) {
            // It is gone already where that host was healed first.
            List<String> rest = List.of(concat(List.of(family.filter, "-w", "-D"), rule.words));
            Shell.run(List.of(concat(List.of(command(rule.at)), rest)));
        }
        elsewhere.remove(host);
    }

    private Stream<Integer> others(int host) {
        return Stream.iterate(1, n -> n <= hosts, n -> n + 1).filter(other -> other != host);
    }

    private void come(int host, String... what) {
        filter(host, concat(COMING, List.of(what)));
    }

    /** What comes to {@code at} from a host; until that host is healed. */
    private void comeFrom(int host, int at, String... what) {
        List<String> words = List.of(concat(List.of("INPUT", "-i", "eth0", "-s", address(host)), List.of(what)));
        elsewhere.computeIfAbsent(host, h -> new ArrayList<>()).add(new Rule(at, words));
        filter(at, concat(List.of("-A"), words));
    }

    private void filter(int host, String... rule) {
        in(host, concat(List.of(family.filter, "-w"), List.of(rule)));
    }

    /** Runs a command at a host. */
    public void in(int host, String... command) {
        Shell.must(concat(List.of(command(host)), List.of(command)));
    }

    private static String[] words(String text) {
        return text.split(" ");
    }

    private static String[] concat(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toArray(String[]::new);
    }

    void remove() {
        for (int host = 1; host <= hosts; host++) {
            Shell.run(List.of("ip", "netns", "del", space(host)));
        }
        Shell.run(List.of("ip", "link", "del", bridge()));
    }

    private String outer(int host) {
        return "rigv" + number + "x" + host;
    }
}
