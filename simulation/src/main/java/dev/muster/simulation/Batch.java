package dev.muster.simulation;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Many seeds, on all processors.
 *
 * @param failed the runs in which something did not hold, by seed
 * @param events of all runs
 */
record Batch(List<Simulation.Result> failed, long events) {

    static Batch run(long from, long runs, Coverage coverage) {
        List<Simulation.Result> all = LongStream.range(from, from + runs)
                .parallel()
                .mapToObj(seed -> Simulation.run(seed, Variation.NONE, coverage, false))
                .toList();
        return new Batch(
                all.stream().filter(result -> result.violation() != null).toList(),
                all.stream().mapToLong(Simulation.Result::events).sum());
    }

    /** Each failing seed, with the command that repeats it. */
    List<String> failures() {
        return failed.stream()
                .map(result -> "bin/sim --seed " + result.seed() + "   # " + result.violation())
                .toList();
    }
}
