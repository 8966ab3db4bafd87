package dev.muster.benchmarks.failover;

import dev.muster.benchmarks.barrier.BarrierBench;
import dev.muster.benchmarks.barrier.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Kills the leader of three bare latches, as the product's leader is killed. */
final class LatchRounds implements AutoCloseable {

    private final Path folder;
    private final List<String> addresses;
    private final Map<String, ChildProcess> processes = new TreeMap<>();
    private final List<Said> said = new CopyOnWriteArrayList<>();

    private record Said(long atNanos, String from, String line) {}

    LatchRounds(Path folder, List<String> addresses) {
        this.folder = folder;
        this.addresses = addresses;
    }

    void measure(int rounds, long sessionMs, Figure untilLed) throws Exception {
        for (String each : addresses) {
            start(each, sessionMs);
        }
        String leader = awaitLeader("").from();
        for (String each : addresses) {
            awaitJoined(each);
        }
        for (int round = 0; round < rounds; round++) {
            said.clear();
            long fromNanos = System.nanoTime();
            process(leader).kill();
            Said led = awaitLeader(leader);
            untilLed.add(fromNanos, led.atNanos());
            start(leader, sessionMs);
            awaitJoined(leader);
            leader = led.from();
        }
    }

    private ChildProcess process(String address) {
        return Optional.ofNullable(processes.get(address)).orElseThrow();
    }

    private void start(String address, long sessionMs) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(folder.resolve(address), sessionMs, address));
        arguments.addAll(addresses);
        ChildProcess process =
                new ChildProcess(LatchProcess.class, BarrierBench.SERVER_JVM, arguments.toArray(Object[]::new));
        processes.put(address, process);
        process.follow(line -> said.add(new Said(System.nanoTime(), address, line)));
    }

    private Said awaitLeader(String notThis) throws Exception {
        return Patience.awaitValue("a bare leader", () -> said.stream()
                .filter(s -> s.line().equals(LatchProcess.LEADING) && !s.from().equals(notThis))
                .findFirst());
    }

    private void awaitJoined(String address) throws Exception {
        Patience.await(address + " in the queue", () -> said.stream()
                .anyMatch(s -> s.line().equals(LatchProcess.JOINED) && s.from().equals(address)));
    }

    @Override
    public void close() throws IOException {
        for (ChildProcess process : processes.values()) {
            process.close();
        }
    }
}
