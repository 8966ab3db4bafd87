package dev.muster.cli.console;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.common.model.view.Missing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why a host or a component is not as it should be: from what waits to what it waits for, until something waits for nothing else.
 * That is the cause, and the last lines say what to do about it. Pure: a function of one snapshot.
 */
public final class WhyText {

    private final ClusterView view;
    private final Guidance guidance;
    private final List<Line> lines = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private String code = "";

    private WhyText(ClusterView view, String program) {
        this.view = view;
        this.guidance = Guidance.of(program);
    }

    /** Of a host: of that component of it which tells the most. */
    public static List<Line> of(ClusterView view, HostView host, String program) {
        WhyText why = new WhyText(view, program);
        why.host(host);
        return why.ended();
    }

    /** Of one component. */
    public static List<Line> of(ClusterView view, HostView host, ComponentView component, String program) {
        WhyText why = new WhyText(view, program);
        why.component(host, component);
        return why.ended();
    }

    /** With how to learn more, when a code was told that is documented; an operator's own definitions have codes of their own. */
    private List<Line> ended() {
        if (!code.isEmpty()
                && Explanations.documented().stream()
                        .anyMatch(each -> each.code().equals(code))) {
            lines.add(Line.of(Tone.QUIET, "    " + guidance.command("explain " + code)));
        }
        return lines;
    }

    /** {@code "   [CODE]"}; the last one told is the cause. */
    private String bracketed(Failure failure) {
        code = failure.code();
        return "   [" + code + "]";
    }

    private void host(HostView host) {
        if (host.status() != AgentStatus.REGISTERED) {
            away(host);
            return;
        }
        Optional<ComponentView> worst = host.components().stream()
                .filter(each -> !each.isReady())
                .min((one, other) -> Integer.compare(weight(one), weight(other)));
        if (worst.isPresent()) {
            component(host, worst.get());
        } else {
            say(host.name().value(), Tone.GOOD, "all of it is ready and joined");
        }
    }

    /** What failed tells more than what starts, and that more than what waits. */
    private static int weight(ComponentView component) {
        if (component.observation().failure() != null) {
            return 0;
        }
        return component.waitsFor().isEmpty() ? 1 : 2;
    }

    private void component(HostView host, ComponentView component) {
        String name = host.name() + "/" + component.role();
        if (!seen.add(name)) {
            say(name, Tone.WARN, "waits, in the end, for itself: see the definitions' \"after\"");
            return;
        }
        Observation observation = component.observation();
        Failure failure = observation.failure();
        if (host.status() != AgentStatus.REGISTERED) {
            say(
                    name,
                    Tone.WARN,
                    "is " + (observation.state() == ComponentState.UNKNOWN ? "unknown" : "not started")
                            + ": it waits for its agent");
            away(host);
        } else if (failure != null) {
            say(
                    name,
                    Tone.BAD,
                    (observation.gaveUp() ? "FAILED, and is not tried again: " : "failed: ")
                            + failure.message()
                            + bracketed(failure));
            details(failure);
            advise(failure.hint());
            if (observation.gaveUp()) {
                lines.add(Line.of("    Then have it tried again: ")
                        .plus(Tone.STRONG, guidance.retryCommand(new ComponentId(host.name(), component.role()))));
            }
        } else if (component.isLeaving()) {
            say(name, Tone.BUSY, "leaves the others, as a change wants it" + progress(observation));
            advise(guidance.command("change"));
        } else if (!component.waitsFor().isEmpty()) {
            say(name, Tone.BUSY, "waits for " + component.waitsFor());
            follow(host, component);
        } else {
            itself(name, component);
        }
    }

    private void follow(HostView waiting, ComponentView component) {
        String what = component.waitsFor();
        if (what.equals("all hosts")) {
            List<HostView> away = view.hosts().stream()
                    .filter(host -> host.status() != AgentStatus.REGISTERED)
                    .toList();
            away.stream().findFirst().ifPresent(this::away);
            if (away.size() > 1) {
                lines.add(Line.of("    and for " + Texts.count(away.size() - 1L, "more host") + ": "
                        + guidance.command("hosts --missing")));
            }
            return;
        }
        if (what.startsWith(ComponentView.PREFLIGHT_OF)) {
            HostName.parse(what.substring(ComponentView.PREFLIGHT_OF.length()))
                    .flatMap(this::host)
                    .ifPresent(this::unwell);
            return;
        }
        // A role, or the host whose component of the same role comes first.
        Optional<HostView> host = HostName.parse(what).flatMap(this::host);
        if (host.isPresent()) {
            part(host.get(), component.role()).ifPresent(part -> component(host.get(), part));
            return;
        }
        for (HostView other : view.hosts()) {
            for (ComponentView part : other.components()) {
                if (part.role().value().equals(what) && part.observation().state() != ComponentState.READY) {
                    component(other, part);
                    return;
                }
            }
        }
        view.problems().stream()
                .filter(problem -> problem.host() == null
                        ? !what.equals(ComponentView.OWN_PREFLIGHT)
                        : problem.host().equals(waiting.name()))
                .findFirst()
                .ifPresent(this::problem);
    }

    /** A host that keeps the preflight. */
    private void unwell(HostView host) {
        if (host.status() != AgentStatus.REGISTERED) {
            away(host);
            return;
        }
        say(host.name().value(), Tone.BAD, "has not passed its preflight");
        view.problems().stream()
                .filter(problem -> host.name().equals(problem.host()))
                .findFirst()
                .ifPresent(this::problem);
    }

    /** Something that waits for nobody. */
    private void itself(String name, ComponentView component) {
        Observation observation = component.observation();
        String since = " for " + Texts.wholeDuration(component.stateAgeMs());
        switch (observation.state()) {
            case READY -> {
                if (observation.isJoined()) {
                    say(name, Tone.GOOD, "is ready and joined" + since);
                    unproven(observation, ProbeLevel.SETTLED);
                } else {
                    say(name, Tone.BUSY, "works, and its peers do not see it yet" + since);
                    unproven(observation, ProbeLevel.JOINED);
                }
            }
            case STARTING -> {
                say(name, Tone.BUSY, "is starting" + since);
                unproven(observation, ProbeLevel.OWN);
                advise(guidance.command("logs " + name));
            }
            case INSTALLING -> say(name, Tone.BUSY, "is being installed" + since + progress(observation));
            case STOPPED, ABSENT -> say(name, Tone.QUIET, "is not started" + since + progress(observation));
            default -> say(name, Tone.WARN, "is " + observation.state() + since + progress(observation));
        }
    }

    private static String progress(Observation observation) {
        return observation.progress().isEmpty() ? "" : ": " + observation.progress();
    }

    private void unproven(Observation observation, ProbeLevel level) {
        for (Evidence each : observation.evidence()) {
            if (each.level() == level && !each.passed()) {
                lines.add(Line.of("    " + Texts.printable(each.probe() + ": " + each.detail())));
            }
        }
    }

    private void away(HostView host) {
        Optional<Problem> told = view.problems().stream()
                .filter(problem -> host.name().equals(problem.host()))
                .findFirst();
        String since = " for " + Texts.wholeDuration(host.statusAgeMs());
        String word =
                switch (host.status()) {
                    case AWAITED -> "its agent has not come" + since;
                    case LOST -> "its agent is lost" + since;
                    case LEFT -> "its agent was stopped" + since;
                    case MAINTENANCE -> "it is in maintenance" + since;
                    case REGISTERED -> "its agent is there";
                };
        say(host.name().value(), Tone.BAD, word);
        Missing missing = host.missing();
        if (missing != null) {
            told.map(problem -> problem.failure().message())
                    .ifPresent(text -> lines.add(Line.of("    " + Texts.printable(text))));
            missing(missing);
        } else {
            told.ifPresentOrElse(
                    this::problem, () -> advise("On " + host.name() + " run: " + guidance.startCommand(host.name())));
        }
    }

    private void missing(Missing missing) {
        Failure cause = missing.cause();
        lines.add(Line.of("    " + Texts.printable(cause.message()) + bracketed(cause)));
        advise(cause.hint());
        if (!missing.command().isEmpty()) {
            lines.add(Line.of(Tone.STRONG, "       " + Texts.printable(missing.command())));
        }
    }

    private void problem(Problem problem) {
        lines.add(Line.of("    " + Texts.printable(problem.failure().message()) + bracketed(problem.failure())));
        details(problem.failure());
        advise(problem.failure().hint());
    }

    private void say(String who, Tone tone, String what) {
        lines.add(Line.of(Tone.STRONG, Texts.printable(who)).plus("   ").plus(tone, Texts.printable(what)));
    }

    private void details(Failure failure) {
        failure.detail().forEach(each -> lines.add(Line.of(Tone.QUIET, "      " + Texts.printable(each))));
    }

    private void advise(String hint) {
        hint.lines().forEach(each -> lines.add(Line.of("    " + Texts.printable(each))));
    }

    private Optional<HostView> host(HostName name) {
        return view.hosts().stream().filter(host -> host.name().equals(name)).findFirst();
    }

    private static Optional<ComponentView> part(HostView host, Role role) {
        return host.components().stream()
                .filter(part -> part.role().equals(role))
                .findFirst();
    }
}
