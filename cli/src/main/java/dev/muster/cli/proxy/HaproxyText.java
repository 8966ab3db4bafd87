package dev.muster.cli.proxy;

import dev.muster.cli.proxy.Pool.Member;
import dev.muster.cli.proxy.Pool.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A whole configuration of HAProxy (2.4 or newer). Who is in maintenance begins disabled; who is not ready is left to HAProxy's own
 * health check, because nobody would enable it later.
 */
public final class HaproxyText {

    private final List<Pool> pools;
    private final List<String> sockets;
    private final String bind;

    /**
     * @param sockets of the runtime API: paths, or {@code host:port}
     * @param bind the address that users come to, {@code *} for every one
     */
    public HaproxyText(List<Pool> pools, List<String> sockets, String bind) {
        this.pools = List.copyOf(pools);
        this.sockets = List.copyOf(sockets);
        this.bind = bind;
    }

    /** @param head of the file, one line of comment each */
    public List<String> lines(List<String> head) {
        List<String> lines = new ArrayList<>();
        head.forEach(line -> lines.add("# " + line));
        lines.add("global");
        lines.addAll(sockets());
        lines.add("");
        lines.add("defaults");
        lines.add("  mode tcp");
        lines.add("  timeout connect 2s");
        lines.add("  timeout client 1m");
        lines.add("  timeout server 1m");
        lines.add("  timeout tunnel 1h");
        lines.add("  timeout queue 10s");
        lines.add("  timeout check 2s");
        lines.add("  # a connection that does not come about is tried with another server");
        lines.add("  retries 3");
        lines.add("  option redispatch 1");
        lines.add("  default-server inter 2s fall 2 rise 2" + (isNamed() ? " init-addr last,libc,none" : ""));
        List<Integer> bound = new ArrayList<>();
        for (Pool pool : pools) {
            lines.add("");
            if (bound.contains(pool.bind())) {
                lines.add("# no frontend of its own: one above has port " + pool.bind());
            } else {
                frontend(pool, lines);
                bound.add(pool.bind());
            }
            lines.add("");
            backend(pool, lines);
        }
        return lines;
    }

    private boolean isNamed() {
        return pools.stream().flatMap(pool -> pool.members().stream()).anyMatch(Member::isNamed);
    }

    /** Several sockets are those of several HAProxies, and this file is for one of them. */
    private List<String> sockets() {
        List<String> lines = new ArrayList<>();
        if (sockets.isEmpty()) {
            lines.add("  # for Muster to take servers out: \"haproxy\" of \"balancer\" in cluster.json names it");
            lines.add("  # stats socket /run/haproxy/admin.sock mode 600 level admin");
        }
        long apart = sockets.stream().filter(socket -> !socket.startsWith("/")).count();
        for (String socket : sockets) {
            String other = apart > 1 && !socket.startsWith("/") ? "# if it is this machine's: " : "";
            lines.add("  " + other + "stats socket "
                    + (socket.startsWith("/") ? socket + " mode 600" : family(socket) + socket) + " level admin");
        }
        return lines;
    }

    private static String family(String socket) {
        return socket.startsWith("[") ? "ipv6@" : "ipv4@";
    }

    private void frontend(Pool pool, List<String> lines) {
        lines.add("frontend " + pool.name() + "-in");
        mode(pool, lines);
        lines.add("  bind " + bind + ":" + pool.bind());
        lines.add("  default_backend " + pool.name());
    }

    private static void mode(Pool pool, List<String> lines) {
        if (pool.speaksHttp()) {
            lines.add("  mode http");
        }
    }

    private static void backend(Pool pool, List<String> lines) {
        lines.add("backend " + pool.name());
        mode(pool, lines);
        lines.add("  balance " + (pool.speaksHttp() ? "roundrobin" : "leastconn"));
        pool.httpCheck().ifPresent(path -> {
            lines.add("  option httpchk");
            lines.add("  http-check send meth GET uri " + quoted(path) + " ver HTTP/1.1 hdr Host " + pool.name());
            lines.add("  http-check expect rstatus ^[23][0-9][0-9]$");
        });
        for (Member member : pool.members()) {
            lines.add("  server " + member.server() + " " + member.target(member.port()) + " check"
                    + (member.checkPort() == member.port() ? "" : " port " + member.checkPort())
                    + (member.standing() == Standing.MAINTENANCE ? " disabled" : "") + remark(member));
        }
    }

    static String remark(Member member) {
        return switch (member.standing()) {
            case UNKNOWN, READY -> "";
            case MAINTENANCE -> " # in maintenance";
            case NOT_READY -> " # not ready: " + member.state();
        };
    }

    /** Blanks, quotes and backslashes mean something in a word of HAProxy's. */
    private static String quoted(String word) {
        return word.chars()
                .mapToObj(c -> (" \"'\\#$".indexOf(c) >= 0 ? "\\" : "") + (char) c)
                .collect(Collectors.joining());
    }
}
