package dev.muster.common.component;

import dev.muster.common.model.plan.Install.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The exact downloads of one version of something, resolved once and committed: {@code locks/NAME-VERSION.lock}. Each line is
 * {@code SHA512 SIZE SOURCE TARGET [unpack=STRIP]}; lines with {@code #} are comments.
 */
record LockList(List<Item> items) {

    /** No software of one component has more parts. */
    static final int ITEMS_MAX = 5000;

    private static final Pattern LINE = Pattern.compile(
            "([0-9a-f]{128}) ([0-9]{1,13}) ((?:maven:[^:\\s]+:[^:\\s]+:|https?://|file:/)\\S+) (\\S+)(?: unpack=([0-9]))?");

    LockList {
        items = List.copyOf(items);
    }

    /** Empty when something is wrong; {@code problems} says what. */
    static Optional<LockList> parse(String text, Problems problems) {
        List<Item> items = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && Paths.isInside(matcher.group(4))) {
                items.add(item(matcher));
            } else {
                problems.add(i + 1, "not a line of a lock list", "write SHA512 SIZE SOURCE TARGET [unpack=STRIP]");
            }
        }
        if (items.isEmpty() || items.size() > ITEMS_MAX) {
            problems.add(0, "a lock list names 1 to " + ITEMS_MAX + " items, not " + items.size(), "");
        }
        return problems.isEmpty() ? Optional.of(new LockList(items)) : Optional.empty();
    }

    private static Item item(Matcher line) {
        int strip = line.group(5) == null ? -1 : Integer.parseInt(line.group(5));
        return new Item(line.group(3), line.group(1), Long.parseLong(line.group(2)), line.group(4), strip);
    }
}
