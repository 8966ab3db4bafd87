package dev.muster.cli.command;

import dev.muster.common.model.view.ClusterView;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster open [PAGE]}: the address of a page, and the page itself where there is a browser. */
@Command(
        name = "open",
        header = "Print the address of the cluster's web page, or of a component's, and open it in a browser.")
final class OpenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..1",
            paramLabel = "PAGE",
            description =
                    "The beginning of a name that muster status lists, for example spark. Default: Muster's own page.")
    private @Nullable String page;

    private final Surroundings surroundings;

    OpenCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient.Answer answer = connection.open(surroundings).cluster();
        ClusterView view = StatusJson.read(answer);
        URI address = page == null ? answer.from() : named(page, pages(view));
        spec.commandLine().getOut().println(address);
        if (surroundings.terminal().outputIsTerminal()) {
            show(address);
        }
        return ExitCode.OK.code();
    }

    private void show(URI address) {
        Optional<Browser> browser = Browser.find(surroundings.environment(), System.getProperty("os.name", ""));
        if (browser.isPresent()) {
            try {
                browser.get().show(address);
            } catch (IOException e) {
                spec.commandLine().getErr().println("warn: the browser does not start: " + e.getMessage());
            }
        }
    }

    /** What a browser can show, of what the components say that they are reached at. */
    private static Map<String, URI> pages(ClusterView view) {
        Map<String, URI> pages = new LinkedHashMap<>();
        view.endpoints().forEach(each -> {
            if (each.text().matches("https?://[^\\s,]+")) {
                try {
                    pages.put(each.label(), URI.create(each.text()));
                } catch (IllegalArgumentException noUrl) {
                    // a browser could not show it either
                }
            }
        });
        return pages;
    }

    private static URI named(String wanted, Map<String, URI> pages) throws CommandFailure {
        for (Map.Entry<String, URI> each : pages.entrySet()) {
            if (each.getKey().toLowerCase(Locale.ROOT).startsWith(wanted.toLowerCase(Locale.ROOT))) {
                return each.getValue();
            }
        }
        List<String> known = new ArrayList<>();
        pages.forEach((name, address) -> known.add(name + "   " + address));
        throw CommandFailure.of(
                ExitCode.USAGE,
                "PAGE_UNKNOWN",
                "there is no page \"" + wanted + "\"",
                pages.isEmpty() ? "The components of this cluster have no pages." : "",
                known);
    }
}
