package dev.muster.cli.command;

import dev.muster.cli.console.Progress;
import dev.muster.cli.console.Terminal;
import dev.muster.common.model.HostName;
import dev.muster.common.spec.LoopbackMapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code try} does.
 *
 * @param mapping hosts and their loopback addresses
 * @param place data and logs
 * @param store installed software
 * @param components kind that serves every role; null for the real ones
 * @param config further settings; null for none
 * @param progress form of the screen
 * @param exitWhenStarted whether to stop again at once
 * @param waitTimeout how long the start may take; null for ever
 */
record TryPlan(
        LoopbackMapping mapping,
        TryDirectory place,
        Path store,
        @Nullable String components,
        @Nullable Path config,
        Progress progress,
        boolean exitWhenStarted,
        @Nullable Duration waitTimeout) {

    HostName master() {
        return mapping.spec().master().name();
    }

    /** The command of one host. Only the master's draws; the output of the others goes to a file. */
    List<String> command(HostName host, Surroundings surroundings) {
        boolean draws = host.equals(master());
        List<String> arguments = new ArrayList<>(List.of(
                "--owned",
                "--host",
                host.value(),
                "--cluster",
                place.clusterFile().toString(),
                "--dir",
                place.hostDirectory(host).toString(),
                "--store",
                store.toString(),
                "--progress",
                draws ? progress.name().toLowerCase(Locale.ROOT) : "plain"));
        if (components != null) {
            arguments.addAll(List.of("--components", components));
        }
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        Terminal terminal = draws ? surroundings.terminal() : JavaCommand.noTerminal();
        return JavaCommand.start(surroundings, terminal, arguments);
    }
}
