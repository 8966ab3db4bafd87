package dev.muster.coordinator.balancer;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is asked of one HAProxy, in the words of its management guide (section 9.3, "Unix Socket commands"). A refusal is a text where
 * an empty answer would be the success.
 */
final class HaproxyRuntime {

    /** Type "server" of {@code show stat}. */
    private static final String SERVERS = " 4 -1";

    private final HaproxyServer server;
    private final String socket;
    private final HaproxySocket link;

    HaproxyRuntime(HaproxyServer server, String socket, Clock clock) {
        this.server = server;
        this.socket = socket;
        this.link = new HaproxySocket(socket, server.timeoutMs(), clock);
    }

    /** What HAProxy says of a server. */
    sealed interface Look {
        /**
         * It is there.
         *
         * @param sessions that it has or that wait for it
         * @param status as HAProxy calls it: {@code UP}, {@code DOWN}, {@code MAINT}, {@code DRAIN}, {@code no check}
         */
        record Seen(long sessions, String status) implements Look {
            boolean isUp() {
                return status.startsWith("UP") || status.equals("no check");
            }
        }

        /** It cannot be told. */
        record Unseen(Failure failure) implements Look {}
    }

    /** Sets the state, whatever it was; empty when it is set. */
    Optional<Failure> set(HaproxyServer.Wanted wanted) {
        String answer;
        try {
            answer = link.ask(server.command(wanted)).strip();
        } catch (IOException e) {
            return Optional.of(unreachable(e));
        }
        return answer.isEmpty() ? Optional.empty() : Optional.of(refused(answer));
    }

    Look look() {
        String answer;
        try {
            answer = link.ask("show stat " + server.backend() + SERVERS).strip();
        } catch (IOException e) {
            return new Look.Unseen(unreachable(e));
        }
        List<String> lines = answer.lines().toList();
        if (lines.isEmpty() || !lines.get(0).startsWith("# ")) {
            return new Look.Unseen(refused(answer));
        }
        List<String> columns = cells(lines.get(0).substring(2));
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = cells(line);
            if (server.server().equals(cell(cells, columns, "svname"))) {
                return seen(cells, columns);
            }
        }
        return new Look.Unseen(refused("No such server."));
    }

    private Look seen(List<String> cells, List<String> columns) {
        String current = cell(cells, columns, "scur");
        String waiting = cell(cells, columns, "qcur");
        if (!current.matches("[0-9]{1,18}")) {
            return new Look.Unseen(refused("no number of sessions"));
        }
        long queued = waiting.matches("[0-9]{1,18}") ? Long.parseLong(waiting) : 0;
        return new Look.Seen(Long.parseLong(current) + queued, cell(cells, columns, "status"));
    }

    /** Names have no commas, and what could have some stands quoted behind the columns that are read. */
    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }

    private static String cell(List<String> cells, List<String> columns, String name) {
        int at = columns.indexOf(name);
        return at < 0 || at >= cells.size() ? "" : cells.get(at);
    }

    private Failure refused(String answer) {
        String first = answer.lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7e]", "?");
        String said = first.length() > 200 ? first.substring(0, 200) + "..." : first;
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("no such server")) {
            return failure(
                    "HAPROXY_UNKNOWN_SERVER",
                    "has no server \"" + server.server() + "\" in the backend \"" + server.backend() + "\"",
                    "muster render haproxy writes a configuration that has it, or correct \"server\" in \"haproxy\"");
        }
        if (lower.contains("no such backend") || lower.contains("no such proxy") || lower.contains("can't find")) {
            return failure(
                    "HAPROXY_UNKNOWN_SERVER",
                    "has no backend \"" + server.backend() + "\"",
                    "muster render haproxy writes a configuration that has it, or correct \"backend\" in \"haproxy\"");
        }
        if (lower.contains("permission denied")) {
            return failure(
                    "HAPROXY_DENIED",
                    "lets nobody change servers through this socket",
                    "write \"level admin\" behind its \"stats socket\"");
        }
        return failure("HAPROXY_REFUSED", "says: " + said, "look at its version and at its configuration");
    }

    private Failure unreachable(IOException e) {
        String reason = String.valueOf(e.getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("permission")) {
            return failure(
                    "HAPROXY_DENIED",
                    "cannot be asked: permission denied",
                    "its \"stats socket\" needs a user, group and mode that let this user ("
                            + System.getProperty("user.name") + ") read and write");
        }
        String hint = lower.contains("no such file")
                ? "is HAProxy running on this machine, with \"stats socket " + socket + " level admin\"?"
                : "is HAProxy running, with \"stats socket " + socket + " level admin\"?";
        return failure("HAPROXY_UNREACHABLE", "cannot be asked: " + reason, hint);
    }

    private Failure failure(String code, String what, String hint) {
        return Failure.of(code, "HAProxy " + socket + " " + what, hint);
    }

    /** That it was made ready, and HAProxy itself sends nobody there. */
    Failure notUp(String status) {
        return failure(
                "HAPROXY_NOT_UP",
                "does not find " + server.name() + " up: " + status,
                "its own health check fails: \"show stat\" on the socket says why");
    }
}
