package dev.muster.cli.command;

import dev.muster.common.settings.SettingsResult.Explained;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster config}: the settings that a start here would use. */
@Command(name = "config", header = "The settings of this machine: show.")
final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "show",
            description = "Print every setting as a start here would use it: what is printed is a settings file.")
    int show(
            @Mixin HelpOption ownHelp,
            @Option(names = "--origin", description = "Say after each one where it comes from.") boolean origin,
            @Option(names = "--set", description = "Leave out what has its default.") boolean set,
            @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON).") @Nullable Path config)
            throws CommandFailure {
        List<Explained> settings = Definitions.loaded(Map.of(), Optional.ofNullable(config)).explained().stream()
                .filter(each -> !set || !each.origin().equals("default"))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        lines(settings, origin).forEach(out::println);
        return ExitCode.OK.code();
    }

    /** A line for each, with where it comes from when {@code origin} is wanted. */
    static List<String> lines(List<Explained> settings, boolean origin) {
        int width =
                settings.stream().mapToInt(each -> text(each).length()).max().orElse(0);
        return settings.stream()
                .map(each -> {
                    String text = text(each);
                    return origin ? text + " ".repeat(width - text.length()) + "  # " + each.origin() : text;
                })
                .toList();
    }

    private static String text(Explained each) {
        return each.key() + " = " + each.value();
    }
}
