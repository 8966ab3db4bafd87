package dev.muster.rig.world;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Hosts that are network namespaces on one bridge, on which the rig itself has the address {@code .254}. */
public final class Network {

    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private final int number;
    private final int hosts;

    private Network(int number, int hosts) {
        this.number = number;
        this.hosts = hosts;
    }

    static Network create(int hosts) {
        int number = (int) ((ProcessHandle.current().pid() + 97L * NETWORKS.incrementAndGet()) % 250);
        Network network = new Network(number, hosts);
        Shell.must("ip", "link", "add", network.bridge(), "type", "bridge");
        Shell.must("ip", "address", "add", network.prefix() + ".254/24", "dev", network.bridge());
        Shell.must("ip", "link", "set", network.bridge(), "up");
        for (int host = 1; host <= hosts; host++) {
            network.add(host);
        }
        return network;
    }

    private void add(int host) {
        String outer = "rigv" + number + "x" + host;
        Shell.must("ip", "netns", "add", space(host));
        Shell.must("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", space(host));
        Shell.must("ip", "link", "set", outer, "master", bridge(), "up");
        in(host, "ip", "link", "set", "lo", "up");
        in(host, "ip", "address", "add", prefix() + "." + host + "/24", "dev", "eth0");
        in(host, "ip", "link", "set", "eth0", "up");
    }

    String prefix() {
        return "10.219." + number;
    }

    /** What a command of a host is put behind. */
    String[] command(int host) {
        return new String[] {"ip", "netns", "exec", space(host)};
    }

    /** Nothing comes to a host or from it any more. */
    public void cut(int host) {
        filter(host, "-A", "INPUT", "-i", "eth0", "-j", "DROP");
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
        filter(host, "-A", "INPUT", "-i", "eth0", "-j", "DROP");
    }

    /** A part of what comes to a host is lost, and as much of what it sends. */
    public void lose(int host, double share) {
        for (List<String> way : List.of(List.of("INPUT", "-i"), List.of("OUTPUT", "-o"))) {
            filter(
                    host,
                    "-A",
                    way.get(0),
                    way.get(1),
                    "eth0",
                    "-m",
                    "statistic",
                    "--mode",
                    "random",
                    "--probability",
                    Double.toString(share),
                    "-j",
                    "DROP");
        }
    }

    /** Every segment that comes to a host is answered with a reset. */
    public void reset(int host) {
        filter(host, "-A", "INPUT", "-i", "eth0", "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset");
    }

    /** All is as it was. */
    public void heal(int host) {
        filter(host, "-F");
    }

    private void filter(int host, String... rule) {
        String[] command = new String[rule.length + 2];
        command[0] = "iptables";
        command[1] = "-w";
        System.arraycopy(rule, 0, command, 2, rule.length);
        in(host, command);
    }

    private void in(int host, String... command) {
        String[] prefix = command(host);
        String[] whole = new String[prefix.length + command.length];
        System.arraycopy(prefix, 0, whole, 0, prefix.length);
        System.arraycopy(command, 0, whole, prefix.length, command.length);
        Shell.must(whole);
    }

    void remove() {
        for (int host = 1; host <= hosts; host++) {
            Shell.run(List.of("ip", "netns", "del", space(host)));
        }
        Shell.run(List.of("ip", "link", "del", bridge()));
    }

    private String bridge() {
        return "rigbr" + number;
    }

    private String space(int host) {
        return "rig" + number + "x" + host;
    }
}
