package dev.muster.cli.command;

import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code muster __names KIND}: what a shell completes, one a line. Whoever presses TAB waits for it: what is not known within a
 * second and a half is not said, and nothing is ever said to be wrong.
 */
@Command(name = NamesCommand.NAME, hidden = true, header = "Print names of the running cluster, for completion.")
final class NamesCommand implements Runnable {

    static final String NAME = "__names";

    private static final long PATIENCE_MS = 1_500;
    private static final int NAMES_MAX = 20_000;

    /** A shell may expand what it completes: nothing that means anything to one is printed. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:/-]{1,320}");

    /** Which names; lower case on the command line. */
    enum Kind {
        HOSTS,
        ROLES,
        COMPONENTS,
        TARGETS
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "KIND", description = "hosts, roles, components (HOST and HOST/ROLE) or targets (all).")
    private Kind kind;

    private final Surroundings surroundings;

    NamesCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        BlockingQueue<Optional<ClusterView>> found = new ArrayBlockingQueue<>(1);
        Thread asking = new Thread(() -> found.add(ask()), "asking");
        asking.setDaemon(true);
        asking.start();
        try {
            Optional<ClusterView> view = found.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
            if (view != null && view.isPresent()) {
                print(names(view.get()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<ClusterView> ask() {
        try {
            return Optional.of(StatusJson.read(connection.open(surroundings).cluster()));
        } catch (CommandFailure nobodyThere) {
            return Optional.empty();
        }
    }

    private Set<String> names(ClusterView view) {
        Set<String> names = new TreeSet<>();
        view.hosts().forEach(host -> {
            if (kind != Kind.ROLES) {
                names.add(host.name().value());
            }
            host.components().forEach(component -> {
                if (kind == Kind.ROLES || kind == Kind.TARGETS) {
                    names.add(component.role().value());
                }
                if (kind == Kind.TARGETS) {
                    names.add(component.kind());
                }
                if (kind == Kind.COMPONENTS || kind == Kind.TARGETS) {
                    names.add(host.name() + "/" + component.role());
                }
            });
        });
        return names;
    }

    private void print(Set<String> names) {
        PrintWriter out = spec.commandLine().getOut();
        List<String> harmless = names.stream()
                .filter(name -> HARMLESS.matcher(name).matches())
                .limit(NAMES_MAX)
                .toList();
        harmless.forEach(out::println);
    }
}
