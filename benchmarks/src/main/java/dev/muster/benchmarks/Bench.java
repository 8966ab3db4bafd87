package dev.muster.benchmarks;

import dev.muster.benchmarks.barrier.BarrierBench;
import dev.muster.benchmarks.command.CommandBench;
import dev.muster.benchmarks.failover.FailoverBench;
import dev.muster.benchmarks.page.PageBench;
import java.util.Arrays;

/** {@code bin/bench NAME [ARGUMENTS]}: measures one thing, next to its rival and its limit in the same run. */
public final class Bench {

    private static final int EXIT_USAGE = 2;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        String name = arguments.length > 0 ? arguments[0] : "";
        switch (name) {
            case "barrier" -> BarrierBench.run(Arrays.copyOfRange(arguments, 1, arguments.length));
            case "failover" -> FailoverBench.run(Arrays.copyOfRange(arguments, 1, arguments.length));
            case "command" -> CommandBench.run(Arrays.copyOfRange(arguments, 1, arguments.length));
            case "page" -> PageBench.run(Arrays.copyOfRange(arguments, 1, arguments.length));
            default -> {
                System.err.println("usage: bin/bench barrier [--rounds K] [AGENTS...]     (100 1000 10000)");
                System.err.println("       " + FailoverBench.USAGE);
                System.err.println("       " + CommandBench.USAGE);
                System.err.println("       " + PageBench.USAGE);
                System.exit(EXIT_USAGE);
            }
        }
    }
}
