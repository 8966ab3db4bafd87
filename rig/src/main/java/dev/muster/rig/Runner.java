package dev.muster.rig;

import dev.muster.rig.world.Need;
import dev.muster.rig.world.Patience;
import dev.muster.rig.world.Row;
import dev.muster.rig.world.World;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Runs rows, several at one time, and tells how each went. */
final class Runner {

    private static final long GRACE_S = 30;

    private final PrintStream out;
    private final int jobs;
    private final Map<Need, Boolean> met = new EnumMap<>(Need.class);

    Runner(PrintStream out, int jobs) {
        this.out = out;
        this.jobs = jobs;
    }

    /** Runs them all; the outcomes in the same order. */
    List<Outcome> run(List<Row> rows) {
        rows.forEach(row -> row.needs().forEach(need -> met.computeIfAbsent(need, Need::isMet)));
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<Outcome>> running =
                    rows.stream().map(row -> workers.submit(() -> outcome(row))).toList();
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : running) {
                outcomes.add(each.get());
            }
            return outcomes;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            workers.shutdownNow();
        }
    }

    /** The table, and the sum under it; whether no row has failed. */
    boolean tell(List<Outcome> outcomes) {
        out.println();
        outcomes.forEach(outcome -> out.println(outcome.line()));
        long survived = count(outcomes, Outcome.Kind.SURVIVED);
        long skipped = count(outcomes, Outcome.Kind.SKIPPED);
        out.println();
        out.println(
                "survived " + survived + " of " + outcomes.size() + (skipped > 0 ? ", " + skipped + " skipped" : ""));
        return count(outcomes, Outcome.Kind.FAILED) == 0;
    }

    private static long count(List<Outcome> outcomes, Outcome.Kind kind) {
        return outcomes.stream().filter(outcome -> outcome.kind() == kind).count();
    }

    private Outcome outcome(Row row) {
        String missing = row.needs().stream()
                .filter(need -> !met.getOrDefault(need, false))
                .map(Need::words)
                .sorted()
                .collect(Collectors.joining(" and "));
        if (!missing.isEmpty()) {
            return told(new Outcome(row, Outcome.Kind.SKIPPED, "needs " + missing, 0), "");
        }
        long beganNs = System.nanoTime();
        ExecutorService alone = Executors.newSingleThreadExecutor();
        try (World world = new World()) {
            Future<?> steps = alone.submit(() -> {
                row.steps().run(world);
                return null;
            });
            try {
                steps.get(Patience.here(Duration.ofSeconds(row.seconds())).toSeconds(), TimeUnit.SECONDS);
                return told(new Outcome(row, Outcome.Kind.SURVIVED, world.notes(), since(beganNs)), "");
            } catch (ExecutionException e) {
                String text = String.valueOf(e.getCause());
                return told(new Outcome(row, Outcome.Kind.FAILED, text, since(beganNs)), text + "\n" + world.account());
            } catch (TimeoutException e) {
                String text = "still busy after " + row.seconds() + " s";
                String account = world.account();
                steps.cancel(true);
                alone.shutdown();
                alone.awaitTermination(GRACE_S, TimeUnit.SECONDS);
                return told(new Outcome(row, Outcome.Kind.FAILED, text, since(beganNs)), account);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(row, Outcome.Kind.FAILED, "interrupted", since(beganNs));
        } catch (RuntimeException e) {
            return told(new Outcome(row, Outcome.Kind.FAILED, "it cannot be cleared away: " + e, since(beganNs)), "");
        } finally {
            alone.shutdownNow();
        }
    }

    private Outcome told(Outcome outcome, String account) {
        synchronized (out) {
            out.println(outcome.line());
            if (!account.isEmpty()) {
                out.println(account);
                out.println("again with: bin/rig " + outcome.row().id());
            }
        }
        return outcome;
    }

    private static long since(long beganNs) {
        return (System.nanoTime() - beganNs) / 1_000_000;
    }
}
