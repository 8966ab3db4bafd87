package dev.muster.simulation;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code bin/sim}: one seed with its transcript, or many with their throughput. */
public final class Main {

    private static final int SHOWN_MAX = 20;
    private static final int PROGRESS_EVERY = 10_000;

    private final PrintStream out;
    private long seed = -1;
    private long runs = 1_000;
    private long from = 1;
    private long bugSeeds;

    private Main(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new Main(System.out).run(List.of(arguments)));
    }

    private int run(List<String> arguments) {
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            long value = Long.parseLong(arguments.get(i + 1));
            switch (arguments.get(i)) {
                case "--seed" -> seed = value;
                case "--runs" -> runs = value;
                case "--from" -> from = value;
                case "--bugs" -> bugSeeds = value;
                default -> {
                    out.println("usage: bin/sim --seed N | bin/sim --runs N [--from SEED] | bin/sim --bugs N");
                    return 2;
                }
            }
        }
        if (bugSeeds > 0) {
            return bugs();
        }
        return seed >= 0 ? one() : many();
    }

    private int one() {
        Simulation.Result result = Simulation.run(seed, Variation.NONE, new Coverage(), true);
        result.transcript().forEach(out::println);
        Violation violation = result.violation();
        if (violation != null && violation.getCause() != null) {
            violation.getCause().printStackTrace(out);
        }
        out.printf("seed %d: %s, %d events%n", seed, violation == null ? "ok" : "FAILED", result.events());
        return violation == null ? 0 : 1;
    }

    /** Each planted bug with what noticed it, as the table of docs/simulation.md. */
    private int bugs() {
        boolean allCaught = true;
        for (PlantedBug bug : PlantedBug.values()) {
            Violation caught = null;
            long tried = 0;
            while (caught == null && tried < bugSeeds) {
                caught = Simulation.run(++tried, bug, new Coverage(), false).violation();
            }
            allCaught &= caught != null;
            out.printf(
                    "| %s | %s | %s | %d |%n",
                    bug, bug.words(), caught == null ? "NOT CAUGHT" : caught.invariant(), tried);
        }
        return allCaught ? 0 : 1;
    }

    private int many() {
        List<String> failures = new ArrayList<>();
        Coverage coverage = new Coverage();
        long beganNs = System.nanoTime();
        long events = 0;
        for (long done = 0; done < runs; done += PROGRESS_EVERY) {
            Batch batch = Batch.run(from + done, Math.min(PROGRESS_EVERY, runs - done), coverage);
            failures.addAll(batch.failures());
            events += batch.events();
            if (runs > PROGRESS_EVERY) {
                out.printf("%d runs, %d failed%n", Math.min(runs, done + PROGRESS_EVERY), failures.size());
            }
        }
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        failures.stream().limit(SHOWN_MAX).forEach(out::println);
        out.println("transitions seen: " + coverage.transitions());
        out.printf(
                Locale.ROOT,
                "%d runs, %d failed, %d events, %.1f s, %.0f runs/s%n",
                runs,
                failures.size(),
                events,
                seconds,
                runs / seconds);
        return failures.isEmpty() ? 0 : 1;
    }
}
