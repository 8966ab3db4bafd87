package dev.muster.agent.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.agent.process.OutputFile;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Target;
import dev.muster.common.model.plan.Probe.Unjoined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Asks the probes of one launch. Different probes may be asked at once, one probe by one thread at a time. */
public final class Prober {

    private static final int DETAIL_CHARS_MAX = 300;
    private static final int FACT_CHARS_MAX = 512;

    private final LaunchPlan plan;
    private final OutputFile output;
    private final Clock clock;
    private final Set<String> said;
    private final Mbeans mbeans;
    private final Map<String, LogReading> logs = new ConcurrentHashMap<>();

    /**
     * @param plan that the component was launched from
     * @param output of that launch, from its first byte
     * @param said names of log probes that have passed already; their lines may be gone
     */
    public Prober(LaunchPlan plan, OutputFile output, Clock clock, Set<String> said) {
        this(plan, output, clock, said, (object, attributes) -> {
            throw new IOException("management beans are not looked at here");
        });
    }

    /**
     * The same, for probes that look at management beans too.
     *
     * @param mbeans of the launch's JVM
     */
    public Prober(LaunchPlan plan, OutputFile output, Clock clock, Set<String> said, Mbeans mbeans) {
        this.mbeans = mbeans;
        this.plan = plan;
        this.output = output;
        this.clock = clock;
        this.said = Set.copyOf(said);
    }

    /** Asks once. Blocks, for at most the probe's time-out, and never throws: whatever goes wrong is the evidence's detail. */
    public Evidence probe(Probe probe) {
        Deadline deadline = Deadline.in(clock, probe.timeoutMs());
        if (!(probe.target() instanceof Target.Http http)) {
            return judged(probe, () -> ask(probe.target(), probe, deadline));
        }
        Evidence evidence = evidence(probe, false, "nothing to ask", new TreeMap<>());
        for (String url : http.urls()) {
            Evidence next = judged(probe, () -> HttpQuestion.ask(url, deadline));
            if (next.passed()) {
                return next;
            }
            // what somebody denies who must know counts for more than that others do not answer
            evidence = evidence.isDenied() ? evidence : next;
        }
        return evidence;
    }

    /** The management beans of a JVM. */
    public interface Mbeans {
        /**
         * Attributes as text, by name.
         *
         * @throws IOException when the JVM cannot be asked, or has no such bean or attribute
         */
        SortedMap<String, String> read(String object, List<String> attributes) throws IOException;
    }

    private interface Question {
        Answer ask() throws IOException;
    }

    private static Evidence judged(Probe probe, Question question) {
        Answer answer;
        try {
            answer = question.ask();
        } catch (IOException | RuntimeException e) {
            answer = new Answer.Missing(describe(e));
        }
        if (answer instanceof Answer.Given given) {
            return judge(probe, given);
        }
        return evidence(probe, false, ((Answer.Missing) answer).detail(), new TreeMap<>());
    }

    private Answer ask(Target target, Probe probe, Deadline deadline) throws IOException {
        if (target instanceof Target.Tcp tcp) {
            return TcpQuestion.ask(tcp.host(), tcp.port(), deadline);
        } else if (target instanceof Target.Cql cql) {
            return CqlQuestion.ask(cql.host(), cql.port(), cql.query(), deadline);
        } else if (target instanceof Target.Log log) {
            if (said.contains(probe.name())) {
                return Answer.given("the line came under an earlier agent");
            }
            return logs.computeIfAbsent(probe.name(), name -> new LogReading(output, log.pattern()))
                    .ask();
        } else if (target instanceof Target.Mbean mbean) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            mbeans.read(mbean.object(), mbean.attributes()).forEach(document::put);
            return new Answer.Given(document, mbean.object() + " answered");
        } else if (target instanceof Target.Exec exec) {
            return ExecQuestion.ask(exec.argv(), plan, deadline);
        }
        throw new IllegalStateException("no way to ask " + target);
    }

    private static Evidence judge(Probe probe, Answer.Given answer) {
        List<Verdict> verdicts = probe.checks().stream()
                .map(check -> Verdict.of(check, answer.document()))
                .toList();
        boolean passed = verdicts.stream().allMatch(Verdict::passed);
        String detail = verdicts.isEmpty()
                ? answer.detail()
                : verdicts.stream()
                        .filter(verdict -> verdict.passed() == passed)
                        .map(Verdict::detail)
                        .collect(Collectors.joining(", "));
        Evidence seen = evidence(probe, passed, detail, facts(probe, answer.document()));
        return !passed && mustKnow(probe, answer.document()) ? denying(seen) : seen;
    }

    /** Whether who gave this answer must know the component, if it is joined. */
    private static boolean mustKnow(Probe probe, JsonNode document) {
        Unjoined unjoined = probe.unjoined();
        return unjoined != null
                && unjoined.authority().stream()
                        .allMatch(check -> Verdict.of(check, document).passed());
    }

    private static Evidence denying(Evidence seen) {
        return new Evidence(seen.probe(), seen.level(), seen.passed(), true, seen.detail(), seen.facts(), seen.ageMs());
    }

    private static SortedMap<String, String> facts(Probe probe, JsonNode document) {
        SortedMap<String, String> facts = new TreeMap<>();
        probe.captures().forEach((name, path) -> {
            List<String> values = new ArrayList<>();
            try {
                DocumentPath.parse(path).find(document).forEach(node -> values.add(DocumentPath.text(node)));
            } catch (IllegalArgumentException e) {
                return;
            }
            if (!values.isEmpty()) {
                String joined = values.stream().distinct().sorted().collect(Collectors.joining(","));
                facts.put(name, oneLine(joined, FACT_CHARS_MAX));
            }
        });
        return facts;
    }

    private static Evidence evidence(Probe probe, boolean passed, String detail, SortedMap<String, String> facts) {
        return new Evidence(probe.name(), probe.level(), passed, false, oneLine(detail, DETAIL_CHARS_MAX), facts, 0);
    }

    private static String describe(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    /** What comes from outside must not move the cursor of an operator's terminal. */
    private static String oneLine(String text, int charsMax) {
        String line = text.length() <= charsMax ? text : text.substring(0, charsMax) + "...";
        return line.replaceAll("\\p{Cntrl}+", " ");
    }
}
