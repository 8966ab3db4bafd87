package dev.muster.rig;

import dev.muster.rig.world.Row;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** {@code bin/rig}. */
public final class Main {

    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;
    private static final String USAGE = """
            usage: bin/rig [--jobs N]                              every row, and a table at the end
                   bin/rig [--jobs N] ROW...                       some rows
                   bin/rig list                                    the rows
                   bin/rig check                                   what every build runs
                   bin/rig kill-loop [--rounds N] [--seed N]       kill -9 of whatever runs, again and again""";

    private final PrintStream out;
    private int jobs = 2;
    private int rounds = 1_000;
    private long seed = new Random().nextLong(1_000_000);

    private Main(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new Main(System.out).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        List<String> words = new ArrayList<>();
        try {
            for (int i = 0; i < arguments.size(); i++) {
                switch (arguments.get(i)) {
                    case "--jobs" -> jobs = Integer.parseInt(arguments.get(++i));
                    case "--rounds" -> rounds = Integer.parseInt(arguments.get(++i));
                    case "--seed" -> seed = Long.parseLong(arguments.get(++i));
                    default -> words.add(arguments.get(i));
                }
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return usage();
        }
        return switch (words.isEmpty() ? "" : words.get(0)) {
            case "" -> rows(Catalogue.all());
            case "list" -> list();
            case "check" -> check();
            case "kill-loop" -> killLoop();
            default -> some(words);
        };
    }

    private int usage() {
        out.println(USAGE);
        return EXIT_USAGE;
    }

    private int list() {
        Catalogue.all().forEach(row -> out.printf("%-4s  %s%n", row.id(), row.what()));
        return 0;
    }

    private int some(List<String> ids) {
        List<Row> chosen =
                Catalogue.all().stream().filter(row -> ids.contains(row.id())).toList();
        List<String> known = chosen.stream().map(Row::id).toList();
        if (!known.containsAll(ids)) {
            out.println("there is no such row; bin/rig list has them");
            return usage();
        }
        return rows(chosen);
    }

    private int rows(List<Row> rows) {
        Runner runner = new Runner(out, jobs);
        return runner.tell(runner.run(rows)) ? 0 : EXIT_FAILED;
    }

    private int check() {
        return Check.run(out, seed) ? 0 : EXIT_FAILED;
    }

    private int killLoop() {
        return new KillLoop(out, seed).run(rounds) ? 0 : EXIT_FAILED;
    }
}
