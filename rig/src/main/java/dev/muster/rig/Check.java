package dev.muster.rig;

import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;

/** What every build runs: some rows and some rounds of killing, at the same time, because both mostly wait. */
final class Check {

    private static final int ROUNDS = 12;
    private static final int JOBS = 2;

    private Check() {}

    /** Whether everything was survived, or skipped. */
    static boolean run(PrintStream out, long seed) {
        CompletableFuture<Boolean> killing = CompletableFuture.supplyAsync(() -> new KillLoop(out, seed).run(ROUNDS));
        Runner runner = new Runner(out, JOBS);
        boolean rows = runner.tell(runner.run(Catalogue.ofEveryBuild()));
        return killing.join() && rows;
    }
}
