package dev.muster.cli.command;

import dev.muster.cli.command.Completions.Files;
import dev.muster.cli.command.Completions.Free;
import dev.muster.cli.command.Completions.Names;
import dev.muster.cli.command.Completions.Option;
import dev.muster.cli.command.Completions.Place;
import dev.muster.cli.command.Completions.Values;
import dev.muster.cli.command.Completions.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The script for bash, which zsh understands too. */
final class BashCompletion {

    private static final String HEAD = """
            # Completion of muster for bash and zsh. Names of hosts and roles come from the cluster that runs on this machine.
            _muster_names() { "${COMP_WORDS[0]}" __names "$1" 2>/dev/null; }
            _muster() {
                local cur prev where word words i
                cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} where='' words=''
                if [ "$cur" = = ]; then cur=''; fi
                if [ "$prev" = = ]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
                for ((i = 1; i < COMP_CWORD; i++)); do
                    word=${COMP_WORDS[i]}
                    case "$where $word" in
                        %s) where="${where:+$where }$word" ;;
                    esac
                done
                COMPREPLY=()
            """;

    private static final String TAIL = """
                COMPREPLY=($(compgen -W "$words" -- "$cur"))
            }
            complete -F _muster muster
            """;

    private BashCompletion() {}

    static String script(Map<String, Place> places) {
        StringBuilder script = new StringBuilder(String.format(HEAD, commands(places)));
        script.append("    case \"$where $prev\" in\n");
        optionValues(places).forEach((action, patterns) -> script.append("        ")
                .append(String.join("|", patterns))
                .append(") ")
                .append(action)
                .append(" ;;\n"));
        script.append("        *) case \"$where $cur\" in\n");
        places.forEach((path, place) ->
                script.append("            ").append("'" + path + " -'*) words='" + names(place) + "' ;;\n"));
        script.append("            *) case \"$where\" in\n");
        places.forEach((path, place) ->
                script.append("                ").append("'" + path + "') " + argument(place) + " ;;\n"));
        script.append("            esac ;;\n        esac ;;\n    esac\n");
        return script.append(TAIL).toString();
    }

    /** For zsh, whose own completion takes bash's over. */
    static String zshScript(Map<String, Place> places) {
        return "#compdef muster\nautoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n"
                + script(places);
    }

    private static String commands(Map<String, Place> places) {
        return places.keySet().stream()
                .filter(path -> !path.isEmpty())
                .map(path -> path.contains(" ") ? "'" + path + "'" : "' " + path + "'")
                .collect(Collectors.joining("|"));
    }

    /** What completes the word after an option, with the options that it is so for. */
    private static Map<String, List<String>> optionValues(Map<String, Place> places) {
        Map<String, List<String>> patterns = new LinkedHashMap<>();
        for (Place place : places.values()) {
            for (Option option : place.options()) {
                if (option.takesValue()) {
                    for (String name : option.names()) {
                        patterns.computeIfAbsent(action(option.values()), action -> new java.util.ArrayList<>())
                                .add("'" + place.path() + " " + name + "'");
                    }
                }
            }
        }
        return patterns;
    }

    private static String names(Place place) {
        return place.options().stream()
                .flatMap(option -> option.names().stream())
                .collect(Collectors.joining(" "));
    }

    private static String argument(Place place) {
        return place.subcommands().isEmpty()
                ? action(place.argument())
                : "words='" + String.join(" ", place.subcommands()) + "'";
    }

    private static String action(Values values) {
        if (values instanceof Files) {
            return "COMPREPLY=($(compgen -f -- \"$cur\")); return";
        }
        if (values instanceof Words words) {
            return "words='" + String.join(" ", words.words()) + "'";
        }
        if (values instanceof Names names) {
            return "words=$(_muster_names " + names.word() + ")";
        }
        if (values instanceof Free) {
            return "return";
        }
        throw new IllegalStateException("values of another kind: " + values);
    }
}
