package dev.muster.cli.command;

import dev.muster.cli.command.Completions.Files;
import dev.muster.cli.command.Completions.Names;
import dev.muster.cli.command.Completions.Option;
import dev.muster.cli.command.Completions.Place;
import dev.muster.cli.command.Completions.Values;
import dev.muster.cli.command.Completions.Words;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The script for fish. */
final class FishCompletion {

    private static final String HEAD = """
            # Completion of muster for fish. Names of hosts and roles come from the cluster that runs on this machine.
            function __muster_names
                set -l words (commandline -opc)
                $words[1] __names $argv 2>/dev/null
            end
            function __muster_at
                set -l where
                for word in (commandline -opc)[2..-1]
                    switch "$where $word"
                        case %s
                            set where (string trim -- "$where $word")
                    end
                end
                test "$where" = "$argv"
            end
            complete -c muster -f
            """;

    private FishCompletion() {}

    static String script(Map<String, Place> places) {
        StringBuilder script = new StringBuilder(String.format(
                HEAD,
                places.keySet().stream()
                        .filter(path -> !path.isEmpty())
                        .map(path -> path.contains(" ") ? "'" + path + "'" : "' " + path + "'")
                        .collect(Collectors.joining(" "))));
        for (Place place : places.values()) {
            String begin = "complete -c muster -n '__muster_at " + place.path() + "'";
            for (String name : place.subcommands()) {
                Place sub =
                        Objects.requireNonNull(places.get(place.path().isEmpty() ? name : place.path() + " " + name));
                script.append(begin + " -a " + name + " -d " + quoted(sub.header()) + "\n");
            }
            for (Option option : place.options()) {
                script.append(begin);
                option.names()
                        .forEach(name -> script.append(
                                name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1)));
                script.append(
                        option.takesValue()
                                ? (option.values() instanceof Files ? " -r" : " -x") + values(option.values())
                                : "");
                script.append(" -d " + quoted(option.description()) + "\n");
            }
            String argument = values(place.argument());
            if (place.subcommands().isEmpty() && !argument.isEmpty()) {
                script.append(begin + argument + "\n");
            }
        }
        return script.toString();
    }

    private static String values(Values values) {
        if (values instanceof Files) {
            return " -F";
        }
        if (values instanceof Words words) {
            return " -a '" + String.join(" ", words.words()) + "'";
        }
        return values instanceof Names names ? " -a '(__muster_names " + names.word() + ")'" : "";
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
