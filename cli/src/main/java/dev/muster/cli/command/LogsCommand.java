package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code muster logs [TARGET...]}: the output of components, of several merged by time. The coordinator is asked for each, so no
 * host needs SSH. Of each a part of bounded size is read, and all parts together are bounded too.
 */
@Command(name = "logs", header = "Print the output of components, of several merged by time.")
final class LogsCommand implements Callable<Integer> {

    private static final long FOLLOW_MS = 500;

    /** All components' parts together, so that a large cluster fits into a small heap. */
    private static final int BYTES_MAX = 16 << 20;

    /** The interface gives no more at once. */
    private static final int PART_BYTES_MAX = 1 << 20;

    private static final int TAIL_BYTES = 64 << 10;
    private static final int COMPONENTS_MAX = 1_000;
    private static final int TAIL_OF_ONE = 200;
    private static final int TAIL_OF_SEVERAL = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..*",
            paramLabel = "TARGET",
            description =
                    "A host, HOST/ROLE, a role, or a kind of component such as cassandra. Default: all components.")
    private List<String> targets = List.of();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on printing what is added, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--tail",
            paramLabel = "LINES",
            description = "How many of the last lines of each component. Default: " + TAIL_OF_ONE + " of one, "
                    + TAIL_OF_SEVERAL + " of several, all with --since.")
    private @Nullable Integer tail;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "Only lines of this time, for example 10m; those that say no time are kept.")
    private @Nullable Duration since;

    @Option(
            names = "--grep",
            paramLabel = "PATTERN",
            description = "Only lines in which this regular expression is found.")
    private @Nullable Pattern grep;

    @Option(names = "--no-prefix", description = "Do not begin lines with their component.")
    private boolean noPrefix;

    @Mixin
    private OutputOption.Lines output;

    private final Surroundings surroundings;

    LogsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        for (String target : targets) {
            refuseMalformed(target);
        }
        CoordinatorClient coordinator = connection.open(surroundings);
        CoordinatorClient.Answer cluster = coordinator.cluster();
        List<ComponentId> components = LogTargets.in(StatusJson.read(cluster), targets);
        if (components.size() > COMPONENTS_MAX) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "TOO_MANY_LOGS",
                    components.size() + " components are more than the " + COMPONENTS_MAX + " that are read at once",
                    "Name hosts or a role.");
        }
        Map<LogSource, Long> next = tails(coordinator, components, cluster.atMs());
        if (follow) {
            follow(coordinator, next);
        }
        return ExitCode.OK.code();
    }

    /** Prints the last lines of all; where each goes on. */
    private Map<LogSource, Long> tails(CoordinatorClient coordinator, List<ComponentId> components, long nowMs)
            throws CommandFailure {
        boolean alone = components.size() == 1;
        int share = BYTES_MAX / Math.max(1, components.size());
        int bytes = Math.min(share, since == null && grep == null ? TAIL_BYTES : PART_BYTES_MAX);
        long fromMs = since == null
                ? Long.MIN_VALUE
                : Instant.ofEpochMilli(nowMs).minus(since).toEpochMilli();
        List<LogSource.Line> lines = new ArrayList<>();
        Map<LogSource, Long> next = new LinkedHashMap<>();
        for (ComponentId component : components) {
            LogSource source = new LogSource(component, ZoneId.systemDefault());
            next.put(source, 0L);
            try {
                CoordinatorClient.LogPart part = coordinator.logTail(component, bytes);
                next.put(source, part.next());
                boolean cut = part.next() > bytes;
                List<LogSource.Line> all =
                        new ArrayList<>(source.add(cut ? wholeLines(part.text()) : part.text(), nowMs));
                if (!follow) {
                    all.addAll(source.rest(nowMs));
                }
                if (cut && since != null && !all.isEmpty() && all.get(0).atMs() > fromMs) {
                    tell(component + ": older lines of that time are not read: more than " + bytes / 1024 + " KiB");
                }
                lines.addAll(last(
                        all.stream()
                                .filter(line -> line.atMs() >= fromMs && isFound(line))
                                .toList(),
                        alone));
            } catch (CommandFailure failure) {
                if (alone || failure.exit() == ExitCode.NOT_ALLOWED || failure.exit() == ExitCode.UNREACHABLE) {
                    throw failure;
                }
                tell(component + ": " + Texts.printable(failure.failure().message()));
            }
        }
        print(lines, components);
        return next;
    }

    /** Until Ctrl-C, or nobody reads it: a coordinator or an agent that is away comes back, and the log goes on where it was. */
    private void follow(CoordinatorClient coordinator, Map<LogSource, Long> next) throws CommandFailure {
        Patience patience = new Patience(spec.commandLine().getErr());
        List<ComponentId> components =
                next.keySet().stream().map(LogSource::component).toList();
        boolean alone = components.size() == 1;
        while (!Patience.isUnread(spec.commandLine().getOut())) {
            boolean away = false;
            List<LogSource.Line> lines = new ArrayList<>();
            for (Map.Entry<LogSource, Long> each : next.entrySet()) {
                LogSource source = each.getKey();
                Optional<CoordinatorClient.LogPart> part = patience.ask(
                        alone ? "" : source.component().toString(),
                        () -> coordinator.logFrom(source.component(), each.getValue()));
                away |= part.isEmpty();
                if (part.isPresent()) {
                    each.setValue(part.get().next());
                    source.add(part.get().text(), System.currentTimeMillis()).stream()
                            .filter(this::isFound)
                            .forEach(lines::add);
                }
            }
            print(lines, components);
            Patience.pause(away && alone ? Patience.RETRY_MS : FOLLOW_MS);
        }
    }

    /** What was cut off in front was the end of a line. */
    private static String wholeLines(String text) {
        return text.substring(text.indexOf('\n') + 1);
    }

    private boolean isFound(LogSource.Line line) {
        return grep == null || grep.matcher(line.text()).find();
    }

    private List<LogSource.Line> last(List<LogSource.Line> lines, boolean alone) {
        int otherwise = since != null ? Integer.MAX_VALUE : alone ? TAIL_OF_ONE : TAIL_OF_SEVERAL;
        int wanted = Math.max(0, tail == null ? otherwise : tail);
        return lines.subList(Math.max(0, lines.size() - wanted), lines.size());
    }

    private void tell(String message) {
        spec.commandLine().getErr().println("-- " + message + " --");
    }

    /** A terminal gets no control characters from a log; a file gets the text as it is. */
    private void print(List<LogSource.Line> lines, List<ComponentId> components) {
        PrintWriter out = spec.commandLine().getOut();
        boolean prefixed = components.size() > 1 && !noPrefix;
        int width =
                components.stream().mapToInt(id -> id.toString().length()).max().orElse(0);
        boolean safe = surroundings.terminal().outputIsTerminal();
        lines.sort(Comparator.comparingLong(LogSource.Line::atMs)); // stable: lines of one moment stay as they came
        for (LogSource.Line line : lines) {
            String text = safe ? Texts.printable(line.text()) : line.text();
            String name = line.component().toString();
            out.println(
                    output.isJson()
                            ? json(line)
                            : prefixed ? name + " ".repeat(width - name.length()) + " | " + text : text);
        }
        out.flush();
    }

    private static String json(LogSource.Line line) {
        return JsonBody.of(to -> {
            to.writeStringField("host", line.component().host().value());
            to.writeStringField("role", line.component().role().value());
            if (line.timed()) {
                to.writeStringField("at", Instant.ofEpochMilli(line.atMs()).toString());
            }
            to.writeStringField("line", line.text());
        });
    }

    private static void refuseMalformed(String target) throws CommandFailure {
        if (target.contains("/")) {
            Hosts.component(target);
        } else if (!Role.isValid(target)) {
            Hosts.parse(target);
        }
    }
}
