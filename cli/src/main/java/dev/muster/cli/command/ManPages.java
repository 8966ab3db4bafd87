package dev.muster.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** Writes the manual pages. The build calls it, so that they are packaged with the program whose options they tell. */
public final class ManPages {

    private ManPages() {}

    /**
     * Writes a file for each command.
     *
     * @param arguments the folder, for example {@code share/man/man1}, and the version
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
        CommandLine root = MusterCommand.commandLine(
                Surroundings.ofProcess(arguments[1], ManPages.class), options -> 0, options -> 0, nowhere, nowhere);
        for (Map.Entry<String, String> page : of(root, arguments[1]).entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue(), StandardCharsets.UTF_8);
        }
    }

    /** The pages of a command and all that are below it, by the names of their files. */
    static Map<String, String> of(CommandLine root, String version) {
        Map<String, String> pages = new TreeMap<>();
        add(root, version, pages);
        return pages;
    }

    private static void add(CommandLine command, String version, Map<String, String> pages) {
        if (command.getCommandSpec().usageMessage().hidden()) {
            return;
        }
        pages.put(ManPage.name(command.getCommandSpec()) + ".1", ManPage.of(command.getCommandSpec(), version));
        command.getSubcommands().values().forEach(sub -> add(sub, version, pages));
    }
}
