package dev.muster.coordinator.balancer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a task comes to, with every variable filled. */
public sealed interface Deed {

    /** For people: what is done, one line each. */
    List<String> words();

    /** Nothing is to be done. */
    record Nothing(String why) implements Deed {
        @Override
        public List<String> words() {
            return List.of("nothing: " + why);
        }
    }

    /**
     * A program is run.
     *
     * @param argv absolute path and arguments, exactly
     * @param environment all of it
     * @param timeoutMs after which it is killed
     */
    record Script(List<String> argv, SortedMap<String, String> environment, long timeoutMs) implements Deed {
        public Script {
            argv = List.copyOf(argv);
            environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        }

        @Override
        public List<String> words() {
            return List.of(argv.stream().map(Script::quoted).collect(Collectors.joining(" ")));
        }

        /** As it could be pasted into a shell, so that it can be tried by hand. */
        private static String quoted(String word) {
            return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
        }
    }

    /** A server's state is set in every HAProxy. */
    record Tell(HaproxyServer server, HaproxyServer.Wanted wanted) implements Deed {
        @Override
        public List<String> words() {
            return server.sockets().stream()
                    .map(socket -> "HAProxy " + socket + ": " + server.command(wanted))
                    .toList();
        }
    }

    /**
     * A time is waited.
     *
     * @param server nobody is sent there after it; null when HAProxy has no part in it
     */
    record Wait(long waitMs, @Nullable HaproxyServer server) implements Deed {
        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>(List.of("wait " + waitMs + " ms"));
            words.addAll(left(server));
            return words;
        }
    }

    private static List<String> left(@Nullable HaproxyServer server) {
        return server == null ? List.of() : new Tell(server, HaproxyServer.Wanted.MAINT).words();
    }

    /**
     * The number of connections is waited for to become 0.
     *
     * @param counting asked for that number, again and again
     * @param timeoutMs the longest time that is waited
     */
    record Drain(Counting counting, long timeoutMs) implements Deed {
        @Override
        public List<String> words() {
            List<String> words = new ArrayList<>();
            counting.words().forEach(line -> words.add(line + " (until it is 0, at most " + timeoutMs + " ms)"));
            words.addAll(left(counting instanceof Counting.ByHaproxy haproxy ? haproxy.server() : null));
            return words;
        }
    }

    /** Who is asked for the number of connections. */
    sealed interface Counting {
        List<String> words();

        /** A program: the last line of its output. */
        record ByScript(Script script) implements Counting {
            @Override
            public List<String> words() {
                return script.words();
            }
        }

        /** Every HAProxy: its sessions together. */
        record ByHaproxy(HaproxyServer server) implements Counting {
            @Override
            public List<String> words() {
                return server.sockets().stream()
                        .map(socket -> "HAProxy " + socket + ": sessions of " + server.name())
                        .toList();
            }
        }
    }
}
