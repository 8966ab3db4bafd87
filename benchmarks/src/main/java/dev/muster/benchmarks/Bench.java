package dev.muster.benchmarks;

import dev.muster.benchmarks.barrier.BarrierBench;
import java.util.Arrays;

/** {@code bin/bench NAME [ARGUMENTS]}: measures one thing, next to its rival and its limit in the same run. */
public final class Bench {

    private static final int EXIT_USAGE = 2;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("barrier")) {
            BarrierBench.run(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        System.err.println("usage: bin/bench barrier [--rounds K] [AGENTS...]     (100 1000 10000)");
        System.exit(EXIT_USAGE);
    }
}
