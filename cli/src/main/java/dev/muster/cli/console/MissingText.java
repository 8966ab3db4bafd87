package dev.muster.cli.console;

import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.Missing;
import java.util.ArrayList;
import java.util.List;

/** Why hosts are missing, and what to run there, in as many lines as a screen has room for: one by one, or by cause. */
final class MissingText {

    private static final int GROUPS_MAX = 4;
    private static final int NAMED_MAX = 3;
    private static final int LINES_OF_A_TEXT_MAX = 3;
    private static final String INDENT = "    ";

    private final Guidance guidance;
    private final Glyphs glyphs;
    private final int columns;

    MissingText(Guidance guidance, Glyphs glyphs, int columns) {
        this.guidance = guidance;
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /** The causes alone. */
    List<Line> causes(ClusterView view) {
        List<Line> lines = new ArrayList<>();
        List<MissingGroups> groups = MissingGroups.of(view);
        groups.stream()
                .filter(group -> !group.code().isEmpty())
                .limit(GROUPS_MAX)
                .forEach(group -> {
                    lines.addAll(cause(group));
                });
        if (groups.size() > GROUPS_MAX) {
            lines.add(more(groups.size() - GROUPS_MAX));
        }
        return lines;
    }

    /** The causes with what to run, about {@code commandsMax} commands in all. */
    List<Line> withCommands(ClusterView view, int commandsMax) {
        List<Line> lines = new ArrayList<>();
        List<MissingGroups> groups = MissingGroups.of(view);
        int commands = 0;
        int hidden = 0;
        int left = Math.min(GROUPS_MAX, groups.size());
        for (MissingGroups group : groups.subList(0, left)) {
            left--;
            List<String> all = commands(group);
            int room = Math.max(1, commandsMax - commands - left); // each cause has a command of its own
            List<String> shown = all.subList(0, Math.min(all.size(), room));
            lines.addAll(group.code().isEmpty() ? unknown() : cause(group));
            lines.addAll(hint(group));
            shown.forEach(command -> lines.add(Line.of(Tone.STRONG, "     " + command)));
            commands += shown.size();
            hidden += all.size() - shown.size();
        }
        hidden += groups.stream()
                .skip(GROUPS_MAX)
                .mapToInt(group -> group.hosts().size())
                .sum();
        if (hidden > 0) {
            lines.add(more(hidden));
        }
        return lines;
    }

    private static List<Line> unknown() {
        return List.of(Line.of("  Run on the others the same command with their own name:"));
    }

    private Line more(int hosts) {
        return Line.of("     " + glyphs.ellipsis() + " and " + hosts + " more: "
                + guidance.command("hosts --missing --commands"));
    }

    /** {@code HOST: why}, {@code HOST, HOST: why} or {@code 97 hosts: why: HOST, HOST, ...}. */
    private List<Line> cause(MissingGroups group) {
        int size = group.hosts().size();
        Missing first = group.hosts().get(0).missing();
        String text = size == 1 && first != null
                ? group.names(1) + ": " + first.cause().message()
                : size <= NAMED_MAX
                        ? group.names(NAMED_MAX) + ": " + group.summary()
                        : Texts.count(size, "host") + ": " + group.summary() + ": " + group.names(NAMED_MAX);
        List<Line> lines = new ArrayList<>();
        List<String> wrapped = wrap(text + " [" + group.code() + "]", columns - INDENT.length());
        for (int i = 0; i < wrapped.size(); i++) {
            lines.add(Line.of(Tone.WARN, (i == 0 ? "  " : INDENT) + wrapped.get(i)));
        }
        return lines;
    }

    /** What to do before the commands, or in place of them; of many hosts the first one's. */
    private List<Line> hint(MissingGroups group) {
        Missing first = group.hosts().get(0).missing();
        if (first == null || first.cause().hint().isEmpty()) {
            return List.of();
        }
        return wrap(first.cause().hint(), columns - INDENT.length()).stream()
                .map(line -> Line.of(INDENT + line))
                .toList();
    }

    private List<String> commands(MissingGroups group) {
        List<String> commands = new ArrayList<>();
        for (HostView host : group.hosts()) {
            Missing missing = host.missing();
            String command = missing == null ? guidance.startCommand(host.name()) : Texts.printable(missing.command());
            if (!command.isEmpty()) {
                commands.add(command);
            }
        }
        return commands;
    }

    /** A text that somebody else has written may be long: its first lines say what it is about. */
    private List<String> wrap(String text, int width) {
        List<String> all = Texts.wrap(Texts.printable(text), Math.max(1, width));
        if (all.size() <= LINES_OF_A_TEXT_MAX) {
            return all;
        }
        List<String> first = new ArrayList<>(all.subList(0, LINES_OF_A_TEXT_MAX));
        int last = LINES_OF_A_TEXT_MAX - 1;
        first.set(last, first.get(last) + glyphs.ellipsis());
        return first;
    }
}
