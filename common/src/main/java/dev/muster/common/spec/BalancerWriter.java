package dev.muster.common.spec;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.Balancer.Drain;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.Balancer.Scripts;
import dev.muster.common.model.spec.Hook;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a balancer section as {@link BalancerReader} reads it, and tells it in words. */
final class BalancerWriter {

    private final JsonGenerator out;

    BalancerWriter(JsonGenerator out) {
        this.out = out;
    }

    /** Nothing for {@link Balancer#NONE}. */
    void write(Balancer balancer) throws IOException {
        if (balancer.equals(Balancer.NONE)) {
            return;
        }
        out.writeObjectFieldStart("balancer");
        if (!balancer.roles().isEmpty()) {
            out.writeArrayFieldStart("roles");
            for (Role role : balancer.roles()) {
                out.writeString(role.value());
            }
            out.writeEndArray();
        }
        if (balancer.ways() instanceof Scripts scripts) {
            scripts(scripts);
        } else if (balancer.ways() instanceof HaProxy haproxy) {
            haproxy(haproxy);
        }
        if (balancer.drain() != null) {
            drain(balancer.drain());
        }
        if (!balancer.checks().isEmpty()) {
            out.writeObjectFieldStart("check");
            for (Map.Entry<Role, Hook> check : balancer.checks().entrySet()) {
                hook(check.getKey().value(), check.getValue());
            }
            out.writeEndObject();
        }
        if (balancer.whole() != null) {
            out.writeObjectFieldStart("cluster");
            scripts(balancer.whole());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void scripts(Scripts scripts) throws IOException {
        hook("disable", scripts.disable());
        hook("enable", scripts.enable());
    }

    /** One hook as a member of the object that is being written. */
    void hook(String name, Hook hook) throws IOException {
        out.writeObjectFieldStart(name);
        out.writeArrayFieldStart("command");
        for (String word : hook.command()) {
            out.writeString(word);
        }
        out.writeEndArray();
        out.writeStringField("timeout", time(hook.timeoutMs()));
        out.writeEndObject();
    }

    private void haproxy(HaProxy haproxy) throws IOException {
        out.writeObjectFieldStart("haproxy");
        out.writeArrayFieldStart("socket");
        for (String socket : haproxy.sockets()) {
            out.writeString(socket);
        }
        out.writeEndArray();
        out.writeStringField("backend", haproxy.backend());
        out.writeStringField("server", haproxy.server());
        out.writeStringField("timeout", time(haproxy.timeoutMs()));
        out.writeEndObject();
    }

    private void drain(Drain drain) throws IOException {
        out.writeObjectFieldStart("drain");
        if (drain instanceof Drain.Wait wait) {
            out.writeStringField("wait", time(wait.waitMs()));
        } else if (drain instanceof Drain.Connections connections) {
            if (connections.command() != null) {
                hook("connections", connections.command());
            }
            out.writeStringField("timeout", time(connections.timeoutMs()));
        }
        out.writeEndObject();
    }

    /** A time has at most five digits in a file, so the largest whole unit is written. */
    private static String time(long ms) {
        if (ms % 3_600_000 == 0) {
            return ms / 3_600_000 + "h";
        }
        if (ms % 60_000 == 0) {
            return ms / 60_000 + "m";
        }
        return ms % 1_000 == 0 ? ms / 1_000 + "s" : ms + "ms";
    }

    /** A hook with its time. */
    static String words(Hook hook) {
        return String.join(" ", hook.command()) + " (" + time(hook.timeoutMs()) + ")";
    }

    /** Each part of the section by its name in the file. */
    static SortedMap<String, String> words(Balancer balancer) {
        SortedMap<String, String> words = new TreeMap<>();
        if (!balancer.roles().isEmpty()) {
            words.put("roles", balancer.roles().stream().map(Role::value).collect(Collectors.joining(", ")));
        }
        balancer.hooks().forEach((name, hook) -> words.put(name, words(hook)));
        if (balancer.ways() instanceof HaProxy haproxy) {
            words.put("haproxy.socket", String.join(", ", haproxy.sockets()));
            words.put("haproxy.backend", haproxy.backend());
            words.put("haproxy.server", haproxy.server());
            words.put("haproxy.timeout", time(haproxy.timeoutMs()));
        }
        if (balancer.drain() instanceof Drain.Wait wait) {
            words.put("drain.wait", time(wait.waitMs()));
        } else if (balancer.drain() instanceof Drain.Connections connections) {
            words.put("drain.timeout", time(connections.timeoutMs()));
        }
        return words;
    }
}
