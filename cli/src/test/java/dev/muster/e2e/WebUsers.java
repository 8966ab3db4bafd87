package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Users who ask a web server all the time, and keep every answer that is not as it should be. */
public final class WebUsers implements AutoCloseable {

    private static final int USERS = 6;
    private static final long PATIENCE_S = 120;

    private final ExecutorService work = Executors.newFixedThreadPool(USERS);
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<CompletableFuture<Void>> all = new ArrayList<>();
    private final InetSocketAddress server;
    private final String path;
    private final Predicate<String> isGood;

    /** @param isGood whether that is a good body of an answer */
    public WebUsers(InetSocketAddress server, String path, Predicate<String> isGood) {
        this.server = server;
        this.path = path;
        this.isGood = isGood;
        for (int i = 0; i < USERS; i++) {
            all.add(CompletableFuture.runAsync(this::ask, work));
        }
    }

    private void ask() {
        while (!over.get()) {
            try {
                String answer = page();
                boolean isOk = answer.startsWith("HTTP/1.1 200 ") || answer.startsWith("HTTP/1.0 200 ");
                if (isOk && isGood.test(answer)) {
                    answered.incrementAndGet();
                } else {
                    failures.add(answer);
                }
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    /** By hand, because every client library tries once more by itself. */
    private String page() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, 10_000);
            socket.setSoTimeout(20_000);
            String request = "GET " + path + " HTTP/1.1\r\nHost: pages\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** What was no good answer, in the order in which it came. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many good answers there were. */
    public int answered() {
        return answered.get();
    }

    /** Until so many more have had their answer. */
    public void awaitMore(int requests) {
        int wanted = answered.get() + requests;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (answered.get() < wanted) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Override
    public void close() {
        over.set(true);
        all.forEach(CompletableFuture::join);
        work.shutdown();
    }
}
