package dev.muster.cli.command;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of one command, in the language of man(7), from what the command line declares itself. Pure. */
final class ManPage {

    private final CommandSpec command;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.command = command;
    }

    /** {@code muster-access-create} for {@code muster access create}. */
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /** @param version of Muster */
    static String of(CommandSpec command, String version) {
        ManPage page = new ManPage(command);
        page.head(version);
        page.arguments();
        page.subcommands();
        page.exitCodes();
        page.seeAlso();
        return page.page.toString();
    }

    private void head(String version) {
        macro(".TH \"" + name(command).toUpperCase(java.util.Locale.ROOT) + "\" 1 \"\" \"muster " + version
                + "\" \"Muster\"");
        macro(".SH NAME");
        text(name(command) + " - " + header(command));
        macro(".SH SYNOPSIS");
        String synopsis = new Help(command, Help.defaultColorScheme(Help.Ansi.OFF)).synopsis(0);
        text(synopsis.strip().replaceAll("\\s+", " "));
        macro(".SH DESCRIPTION");
        text(header(command));
        for (String line : command.usageMessage().description()) {
            if (!line.isEmpty()) {
                macro(".PP");
                text(line);
            }
        }
    }

    private static String header(CommandSpec command) {
        String[] header = command.usageMessage().header();
        String[] description = command.usageMessage().description();
        return header.length > 0 ? header[0] : description.length > 0 ? description[0] : "";
    }

    private void arguments() {
        if (!command.positionalParameters().isEmpty()) {
            macro(".SH ARGUMENTS");
        }
        for (PositionalParamSpec argument : command.positionalParameters()) {
            macro(".TP");
            macro("\\fI" + escaped(argument.paramLabel()) + "\\fR");
            description(argument);
        }
        macro(".SH OPTIONS");
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                macro(".TP");
                String value = option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "";
                macro(Arrays.stream(option.names())
                                .map(name -> "\\fB" + escaped(name) + "\\fR")
                                .collect(Collectors.joining(", "))
                        + value);
                description(option);
            }
        }
    }

    private void description(ArgSpec argument) {
        text(String.join(" ", argument.description()));
    }

    private void subcommands() {
        boolean begun = false;
        for (CommandLine each : command.subcommands().values()) {
            CommandSpec sub = each.getCommandSpec();
            if (!sub.usageMessage().hidden()) {
                if (!begun) {
                    macro(".SH COMMANDS");
                    begun = true;
                }
                macro(".TP");
                macro("\\fB" + escaped(sub.name()) + "\\fR");
                text(header(sub) + " See " + name(sub) + "(1).");
            }
        }
    }

    private void exitCodes() {
        macro(".SH EXIT STATUS");
        for (ExitCode exit : ExitCode.values()) {
            macro(".TP");
            macro("\\fB" + exit.code() + "\\fR");
            text(exit.meaning());
        }
    }

    private void seeAlso() {
        CommandSpec parent = command.parent();
        if (parent != null) {
            macro(".SH SEE ALSO");
            text(name(parent) + "(1)");
        }
    }

    private void macro(String line) {
        page.append(line).append('\n');
    }

    /** A line that is text, whatever it begins with. */
    private void text(String line) {
        String escaped = escaped(line);
        page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                .append(escaped)
                .append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
    }
}
