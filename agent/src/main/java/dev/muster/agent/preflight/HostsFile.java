package dev.muster.agent.preflight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is written in {@code /etc/hosts} of a name, as {@code hosts(5)} has it: an address, its names, and a comment after {@code #}. */
final class HostsFile {

    private static final String LOCALHOST = "localhost";

    private HostsFile() {}

    /**
     * The file with the name at the machine's address instead of a loopback one; all other lines stay as they are. Where the machine
     * is called localhost, only the name itself moves; elsewhere the whole line is the machine's, with its other names.
     *
     * @return empty when no line has the name at a loopback address
     */
    static Optional<String> moved(String text, String name, String address) {
        List<String> lines = new ArrayList<>();
        boolean isMoved = false;
        for (String line : text.split("\n", -1)) {
            Entry entry = Entry.of(line);
            if (!entry.isLoopback() || !entry.has(name)) {
                lines.add(line);
            } else if (entry.isLocalhosts()) {
                lines.add(entry.without(name));
                lines.add(address + " " + name);
                isMoved = true;
            } else {
                lines.add(line.replaceFirst("\\S+", address));
                isMoved = true;
            }
        }
        return isMoved ? Optional.of(String.join("\n", lines)) : Optional.empty();
    }

    /** One line; a comment alone has no address. */
    private record Entry(String address, List<String> names, String comment) {

        static Entry of(String line) {
            int hash = line.indexOf('#');
            String comment = hash < 0 ? "" : " " + line.substring(hash);
            List<String> words = Arrays.stream((hash < 0 ? line : line.substring(0, hash)).split("\\s+", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
            return words.isEmpty()
                    ? new Entry("", List.of(), comment)
                    : new Entry(words.get(0), words.subList(1, words.size()), comment);
        }

        boolean isLoopback() {
            return address.startsWith("127.") || address.equals("::1");
        }

        boolean has(String name) {
            return names.stream().anyMatch(name::equalsIgnoreCase);
        }

        boolean isLocalhosts() {
            return names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(LOCALHOST));
        }

        String without(String name) {
            List<String> rest =
                    names.stream().filter(each -> !each.equalsIgnoreCase(name)).toList();
            return address + " " + String.join(" ", rest) + comment;
        }
    }
}
