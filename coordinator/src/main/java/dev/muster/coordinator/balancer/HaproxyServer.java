package dev.muster.coordinator.balancer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One member as HAProxy knows it.
 *
 * @param sockets of each HAProxy: a path, or {@code host:port}
 * @param backend its backend's name
 * @param server its own name there
 * @param timeoutMs of one question to one HAProxy
 */
public record HaproxyServer(List<String> sockets, String backend, String server, long timeoutMs) {

    /** HAProxy takes no other names; a blank, a semicolon or a line end would begin another word or command. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");

    public HaproxyServer {
        sockets = List.copyOf(sockets);
        if (!isName(backend) || !isName(server)) {
            throw new IllegalArgumentException("no names in HAProxy: " + backend + "/" + server);
        }
    }

    /** Whether {@code text} can be the name of a backend or a server. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** The state that a server is put into. */
    public enum Wanted {
        /** Users with a session or a cookie go on; others go elsewhere. */
        DRAIN,
        /** Nobody is sent there, and nothing is checked. */
        MAINT,
        /** Everybody may be sent there. */
        READY
    }

    /** As HAProxy's commands name it. */
    String name() {
        return backend + "/" + server;
    }

    String command(Wanted wanted) {
        return "set server " + name() + " state " + wanted.name().toLowerCase(Locale.ROOT);
    }
}
