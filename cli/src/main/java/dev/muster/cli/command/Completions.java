package dev.muster.cli.command;

import dev.muster.cli.console.Explanation;
import dev.muster.cli.console.Explanations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What can be written where, as the command line itself declares it: one table that the scripts of all shells are made from. */
final class Completions {

    private final Map<String, Place> places = new TreeMap<>();

    /** What a value can be. */
    sealed interface Values {}

    /** Something that nobody can guess. */
    record Free() implements Values {}

    /** A file or a folder. */
    record Files() implements Values {}

    /** One of these. */
    record Words(List<String> words) implements Values {}

    /** What {@code muster __names} says. */
    record Names(NamesCommand.Kind kind) implements Values {
        String word() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An option.
     *
     * @param names with their dashes, the longest last
     * @param takesValue whether a word belongs to it
     */
    record Option(List<String> names, boolean takesValue, Values values, String description) {}

    /**
     * A command.
     *
     * @param path its words without {@code muster}, with blanks between; empty for muster itself
     * @param header what it does
     * @param subcommands what may follow it
     * @param argument what its positional arguments are
     */
    record Place(String path, String header, List<String> subcommands, List<Option> options, Values argument) {}

    private Completions() {}

    /** Every place of a command line, by its path. */
    static Map<String, Place> of(CommandLine root) {
        Completions completions = new Completions();
        completions.add("", root);
        return completions.places;
    }

    private void add(String path, CommandLine command) {
        List<String> subcommands = new ArrayList<>();
        command.getSubcommands().forEach((name, sub) -> {
            if (!sub.getCommandSpec().usageMessage().hidden()) {
                subcommands.add(name);
                add(path.isEmpty() ? name : path + " " + name, sub);
            }
        });
        List<Option> options = command.getCommandSpec().options().stream()
                .filter(option -> !option.hidden())
                .map(Completions::option)
                .toList();
        List<PositionalParamSpec> arguments = command.getCommandSpec().positionalParameters();
        Values argument = arguments.isEmpty() ? new Free() : values(arguments.get(0));
        String[] header = command.getCommandSpec().usageMessage().header();
        places.put(path, new Place(path, header.length == 0 ? "" : header[0], subcommands, options, argument));
    }

    private static Option option(OptionSpec option) {
        boolean takesValue = option.arity().max() > 0;
        List<String> names = Arrays.stream(option.names())
                .sorted((one, other) -> Integer.compare(one.length(), other.length()))
                .toList();
        String description = option.description().length == 0 ? "" : option.description()[0];
        return new Option(names, takesValue, takesValue ? values(option) : new Free(), firstSentence(description));
    }

    private static String firstSentence(String text) {
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end);
    }

    private static Values values(ArgSpec argument) {
        if (argument.type().isEnum()) {
            return new Words(Arrays.stream(argument.type().getEnumConstants())
                    .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT))
                    .toList());
        }
        if (argument.completionCandidates() != null) {
            List<String> words = new ArrayList<>();
            argument.completionCandidates().forEach(words::add);
            return new Words(words);
        }
        return switch (argument.paramLabel()) {
            case "FILE", "DIR" -> new Files();
            case "HOST" -> new Names(NamesCommand.Kind.HOSTS);
            case "ROLE" -> new Names(NamesCommand.Kind.ROLES);
            case "HOST[/ROLE]" -> new Names(NamesCommand.Kind.COMPONENTS);
            case "TARGET" -> new Names(NamesCommand.Kind.TARGETS);
            case "CODE" ->
                new Words(Explanations.documented().stream()
                        .map(Explanation::code)
                        .distinct()
                        .toList());
            default -> new Free();
        };
    }
}
