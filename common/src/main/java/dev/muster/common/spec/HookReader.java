package dev.muster.common.spec;

import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.VariableText;
import dev.muster.common.spec.PositionedJson.Arr;
import dev.muster.common.spec.PositionedJson.Member;
import dev.muster.common.spec.PositionedJson.Obj;
import dev.muster.common.spec.PositionedJson.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one hook, and one HAProxy. Every text that may hold variables is handed out with its place. */
final class HookReader {

    /** A hook that says no time. */
    static final long HOOK_TIMEOUT_MS = 30_000;

    /** A HAProxy that says none: it answers at once or never. */
    static final long HAPROXY_TIMEOUT_MS = 5_000;

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})(ms|s|m|h)");

    /** A path as long as the kernel takes, or a host and a port. */
    private static final Pattern SOCKET =
            Pattern.compile("/[\\x21-\\x7e]{1,106}|(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])"
                    + ":(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])");

    private static final String COMMAND_EXAMPLE = "\"command\": [\"/opt/balancer/disable\", \"${host}\"]";

    private final SourceText source;
    private final Problems problems;
    private final Values values;

    HookReader(SourceText source, Problems problems) {
        this.source = source;
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** The members of an object that has these keys and no others. */
    Map<String, Member> keys(Obj object, Collection<String> known) {
        Map<String, Member> members = UniqueKeys.of(object, problems, ProblemCode.KEY_TWICE, "key");
        for (Member member : members.values()) {
            if (!known.contains(member.name())) {
                String hint = Suggestion.hint(member.name(), known, "keys are " + Suggestion.some(known));
                problems.add(ProblemCode.UNKNOWN_KEY, member, "unknown key " + Quoted.of(member.name()), hint);
            }
        }
        return members;
    }

    /** The hook, which has {@value #HOOK_TIMEOUT_MS} ms when it says no time; empty after a problem. */
    Optional<Hook> hook(Member member, BiConsumer<String, Span> use) {
        return hook(member, HOOK_TIMEOUT_MS, use);
    }

    /** The hook, which has {@code otherwiseMs} when it says no time; empty after a problem. */
    Optional<Hook> hook(Member member, long otherwiseMs, BiConsumer<String, Span> use) {
        Optional<Obj> object = values.object(member, Quoted.of(member.name()) + ": {" + COMMAND_EXAMPLE + "}");
        if (object.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Member> members = keys(object.get(), List.of("command", "timeout"));
        long timeoutMs = timeMs(members.get("timeout"), otherwiseMs);
        Member command = members.get("command");
        if (command == null) {
            String message = Quoted.of(member.name()) + " has no \"command\"";
            problems.add(ProblemCode.BALANCER_INCOMPLETE, member, message, "add " + COMMAND_EXAMPLE);
            return Optional.empty();
        }
        return command(command, use).map(words -> new Hook(words, timeoutMs, source.place(member)));
    }

    private Optional<List<String>> command(Member member, BiConsumer<String, Span> use) {
        if (!(member.value() instanceof Arr list)
                || list.elements().isEmpty()
                || list.elements().size() > Hook.COMMAND_MAX) {
            String message = "\"command\" needs a list of 1 to " + Hook.COMMAND_MAX + " texts";
            problems.add(ProblemCode.BALANCER_VALUE, member, message, "for example " + COMMAND_EXAMPLE);
            return Optional.empty();
        }
        List<String> words = new ArrayList<>();
        for (PositionedJson element : list.elements()) {
            text("\"command\"", element, COMMAND_EXAMPLE, use).ifPresent(words::add);
        }
        boolean read = words.size() == list.elements().size();
        if (read && !words.get(0).startsWith("/")) {
            String message = "the program is not an absolute path: " + Quoted.of(words.get(0));
            problems.add(
                    ProblemCode.BALANCER_VALUE, list.elements().get(0), message, "begin it with /; there is no shell");
            return Optional.empty();
        }
        return read ? Optional.of(words) : Optional.empty();
    }

    /** A text that may hold variables. */
    private Optional<String> text(String of, PositionedJson value, String example, BiConsumer<String, Span> use) {
        if (!(value instanceof Text text) || text.value().isBlank() || !Values.isPlain(text.value())) {
            String message = of + " needs texts of printable characters, not " + value.described();
            problems.add(ProblemCode.BALANCER_VALUE, value, message, "for example " + example);
            return Optional.empty();
        }
        Optional<String> fault = VariableText.fault(text.value());
        if (fault.isPresent()) {
            String message = Quoted.of(text.value()) + " " + fault.get();
            problems.add(
                    ProblemCode.BALANCER_VALUE, value, message, "variables are ${name}; write $$ for a dollar sign");
            return Optional.empty();
        }
        use.accept(text.value(), text);
        return Optional.of(text.value());
    }

    /** The HAProxy, or empty after a problem. */
    Optional<HaProxy> haproxy(Member member, Obj object, BiConsumer<String, Span> use) {
        Map<String, Member> members = keys(object, List.of("socket", "backend", "server", "timeout"));
        Optional<String> backend = name(members.get("backend"), "${role}", use);
        Optional<String> server = name(members.get("server"), "${host}", use);
        long timeoutMs = timeMs(members.get("timeout"), HAPROXY_TIMEOUT_MS);
        Member socket = members.get("socket");
        if (socket == null) {
            String hint = "add \"socket\": \"/run/haproxy/admin.sock\" or \"host:port\"";
            problems.add(ProblemCode.BALANCER_INCOMPLETE, member, "\"haproxy\" has no \"socket\"", hint);
            return Optional.empty();
        }
        Optional<List<String>> sockets = sockets(socket);
        return sockets.isPresent() && backend.isPresent() && server.isPresent()
                ? Optional.of(new HaProxy(sockets.get(), backend.get(), server.get(), timeoutMs, source.place(member)))
                : Optional.empty();
    }

    private Optional<String> name(@Nullable Member member, String otherwise, BiConsumer<String, Span> use) {
        return member == null
                ? Optional.of(otherwise)
                : text(
                        Quoted.of(member.name()),
                        member.value(),
                        Quoted.of(member.name()) + ": \"" + otherwise + "\"",
                        use);
    }

    private Optional<List<String>> sockets(Member member) {
        List<PositionedJson> found = member.value() instanceof Arr list ? list.elements() : List.of(member.value());
        List<String> sockets = found.stream()
                .filter(each -> each instanceof Text text
                        && SOCKET.matcher(text.value()).matches())
                .map(each -> ((Text) each).value())
                .toList();
        if (sockets.isEmpty() || sockets.size() < found.size() || sockets.size() > HaProxy.SOCKETS_MAX) {
            String message = "\"socket\" needs the path of a socket or host:port, or a list of at most "
                    + HaProxy.SOCKETS_MAX + ", not " + member.value().described();
            String hint = "for example \"/run/haproxy/admin.sock\" or \"10.0.0.5:9999\"";
            problems.add(ProblemCode.BALANCER_VALUE, member.value(), message, hint);
            return Optional.empty();
        }
        return Optional.of(sockets);
    }

    /** The time in milliseconds; {@code otherwise} when there is none, or after a problem. */
    long timeMs(@Nullable Member member, long otherwise) {
        if (member == null) {
            return otherwise;
        }
        Matcher time = TIME.matcher(member.value() instanceof Text text ? text.value() : "");
        if (!time.matches()) {
            String message = Quoted.of(member.name()) + " needs a time, not "
                    + member.value().described();
            problems.add(ProblemCode.BALANCER_VALUE, member.value(), message, "for example \"30s\" or \"2m\"");
            return otherwise;
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> number;
            case "s" -> number * 1_000;
            case "m" -> number * 60_000;
            default -> number * 3_600_000;
        };
    }
}
