package dev.muster.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstanceTest {

    private static final int AT_ONCE = 4;
    private static final int ROUNDS = 100;

    /** They share the folder above them, which the first of them makes. */
    @Test
    void theFirstComponentsOfAHostAreMadeReadyAtTheSameTime(@TempDir Path folder) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                prepareAtOnce(threads, folder.resolve("host-" + round).resolve("instances"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void prepareAtOnce(ExecutorService threads, Path instances) throws Exception {
        CyclicBarrier together = new CyclicBarrier(AT_ONCE);
        List<Future<?>> prepared = new ArrayList<>();
        for (int each = 0; each < AT_ONCE; each++) {
            Path root = instances.resolve("role-" + each);
            prepared.add(threads.submit(() -> {
                together.await(10, TimeUnit.SECONDS);
                assertThat(new Instance(LaunchPlans.script(root, "true")).prepare())
                        .isEmpty();
                assertThat(Files.isDirectory(root.resolve("logs"))).isTrue();
                return null;
            }));
        }
        for (Future<?> one : prepared) {
            one.get(10, TimeUnit.SECONDS);
        }
    }
}
