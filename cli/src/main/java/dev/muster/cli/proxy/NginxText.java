package dev.muster.cli.proxy;

import dev.muster.cli.proxy.Pool.Member;
import dev.muster.cli.proxy.Pool.Standing;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole configuration of nginx. It has no health checks of its own beyond failed requests, and learns nothing while it runs: who is
 * not ready is marked as down, and the configuration is written anew when that has changed.
 */
public final class NginxText {

    private final List<Pool> pools;
    private final String bind;

    /** @param bind the address that users come to, {@code *} for every one */
    public NginxText(List<Pool> pools, String bind) {
        this.pools = List.copyOf(pools);
        this.bind = bind;
    }

    /** @param head of the file, one line of comment each */
    public List<String> lines(List<String> head) {
        List<String> lines = new ArrayList<>();
        head.forEach(line -> lines.add("# " + line));
        lines.add("events {}");
        context("http", pools.stream().filter(Pool::speaksHttp).toList(), lines);
        List<Pool> others = pools.stream().filter(pool -> !pool.speaksHttp()).toList();
        if (!others.isEmpty()) {
            lines.add("# needs the stream module (Debian: libnginx-mod-stream, and its load_module line above)");
        }
        context("stream", others, lines);
        return lines;
    }

    private void context(String name, List<Pool> some, List<String> lines) {
        if (some.isEmpty()) {
            return;
        }
        boolean http = name.equals("http");
        lines.add(name + " {");
        List<Integer> bound = new ArrayList<>();
        for (Pool pool : some) {
            lines.add("  upstream " + name(pool) + " {");
            pool.members().forEach(member -> lines.add("    " + server(member)));
            lines.add("  }");
            if (bound.contains(pool.bind())) {
                lines.add("  # no server of its own: one above has port " + pool.bind());
                continue;
            }
            bound.add(pool.bind());
            lines.add("  server {");
            lines.add("    listen " + bind + ":" + pool.bind() + ";");
            if (http) {
                lines.add("    location / {");
                lines.add("      proxy_pass http://" + name(pool) + ";");
                lines.add("      proxy_connect_timeout 2s;");
                lines.add("      proxy_next_upstream error timeout http_502 http_503 http_504;");
                lines.add("      proxy_set_header Host $http_host;");
                lines.add("      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;");
                lines.add("    }");
            } else {
                lines.add("    proxy_pass " + name(pool) + ";");
                lines.add("    proxy_connect_timeout 2s;");
            }
            lines.add("  }");
        }
        lines.add("}");
    }

    /** What stands behind a colon would be a port. */
    private static String name(Pool pool) {
        return pool.name().replace(':', '_');
    }

    private static String server(Member member) {
        boolean down = member.standing() == Standing.NOT_READY || member.standing() == Standing.MAINTENANCE;
        return "server " + member.target(member.port()) + " max_fails=1 fail_timeout=5s" + (down ? " down" : "")
                + "; # " + member.server() + HaproxyText.remark(member).replace(" # ", ", ");
    }
}
