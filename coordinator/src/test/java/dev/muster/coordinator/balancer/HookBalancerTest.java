package dev.muster.coordinator.balancer;

import static dev.muster.coordinator.balancer.Definitions.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs; and a listener that answers like a HAProxy, for what a real one says rarely ({@code HaproxyIT} has a real one). */
final class HookBalancerTest {

    private static final HostName HOST = HostName.of("127.82.0.2");
    private static final long PATIENCE_S = 30;

    @TempDir
    private Path folder;

    @Test
    void aProgramRunsWithoutAShellAndWithNothingOfOurs() throws Exception {
        Path program = program("printf '%s|' \"$@\"; echo; /usr/bin/env | /usr/bin/sort; cat");

        Outcome outcome = run(scripts(program, "\"${host}; rm -rf $$HOME\", \"* ${site}\"", "30s"), disable());

        assertThat(outcome.ok()).isTrue();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.said()).first().isEqualTo("127.82.0.2; rm -rf $HOME|* a b|");
        assertThat(outcome.said())
                .contains("MUSTER_HOST=127.82.0.2", "MUSTER_ACTION=disable", "pool=blue", "site=a b", "PWD=/")
                .noneMatch(line -> line.startsWith("JAVA") || line.startsWith("HOME="));
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aFailureHasTheLastLinesAndTheExitCode() throws Exception {
        Path program = program("for i in $(seq 1 50); do echo \"line $i\"; done; printf 'no \\033[2Jpool' >&2; exit 3");

        Outcome outcome = run(scripts(program, "\"x\"", "30s"), disable());

        Failure failure = failure(outcome, "BALANCER_SCRIPT_FAILED");
        assertThat(failure.message()).isEqualTo(program + " ended with exit code 3");
        assertThat(failure.detail())
                .hasSize(HookRunner.LINES_MAX)
                .startsWith("line 32")
                .endsWith("no ?[2Jpool");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    @Test
    void aProgramThatIsNotThereSaysSo() throws Exception {
        Outcome outcome = run(scripts(folder.resolve("none"), "\"x\"", "30s"), disable());

        assertThat(failure(outcome, "BALANCER_SCRIPT_START").message()).contains("No such file or directory");
    }

    /** Its children too: one in a session of its own, one whose parent has ended, one that takes no notice of TERM. */
    @Test
    void whoTakesTooLongIsKilledWithEverythingThatItStarted() throws Exception {
        Path pids = folder.resolve("pids");
        Path program = program("trap '' TERM\n"
                + "setsid sh -c 'echo $$ >> " + pids + "; exec sleep 600' &\n"
                + "(sh -c 'echo $$ >> " + pids + "; exec sleep 600' &)\n"
                + "sh -c \"trap '' TERM; echo \\$\\$ >> " + pids + "; while :; do sleep 1; done\" &\n"
                + "echo started\nwait\nwhile :; do sleep 1; done");

        Outcome outcome = run(scripts(program, "\"x\"", "1500ms"), disable());

        Failure failure = failure(outcome, "BALANCER_SCRIPT_TIMEOUT");
        assertThat(failure.detail()).containsExactly("started");
        assertThat(outcome.tookMs()).isGreaterThanOrEqualTo(1_500);
        List<String> started = Files.readAllLines(pids);
        assertThat(started).hasSize(3);
        assertThat(started).noneMatch(pid -> isRunning(Long.parseLong(pid)));
    }

    @Test
    void whoSaysTooMuchIsKilled() throws Exception {
        Path program = program("exec yes");

        assertThat(failure(run(scripts(program, "\"x\"", "60s"), disable()), "BALANCER_SCRIPT_OUTPUT")
                        .detail())
                .contains("y");
    }

    /** A daemon that a hook starts keeps its output open; nobody waits for that. */
    @Test
    void aProgramIsOverWhenItHasEndedWhateverItLeaves() throws Exception {
        Path pid = folder.resolve("pid");
        Path program = program("sleep 600 & echo $! > " + pid + "; echo done");

        Outcome outcome = run(scripts(program, "\"x\"", "60s"), disable());

        assertThat(outcome.said()).containsExactly("done");
        long left = Long.parseLong(Files.readString(pid).strip());
        assertThat(isRunning(left)).isTrue();
        ProcessHandle.of(left).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void noMoreThanSoManyRunAtOneTime() throws Exception {
        Path now = Files.createDirectory(folder.resolve("now"));
        Path program = program("touch " + now + "/$$; ls " + now + " | wc -l; sleep 0.3; rm " + now + "/$$");
        List<CompletableFuture<Outcome>> all = new ArrayList<>();

        try (HookBalancer balancer = balancer(scripts(program, "\"x\"", "60s"))) {
            for (int i = 0; i < 3 * HookBalancer.AT_ONCE; i++) {
                CompletableFuture<Outcome> one = new CompletableFuture<>();
                balancer.begin(disable(), one::complete);
                all.add(one);
            }
            List<Integer> counts = new ArrayList<>();
            for (CompletableFuture<Outcome> one : all) {
                counts.add(Integer.parseInt(
                        one.get(PATIENCE_S, TimeUnit.SECONDS).said().get(0).strip()));
            }
            assertThat(counts).hasSize(3 * HookBalancer.AT_ONCE).allMatch(count -> count <= HookBalancer.AT_ONCE);
        }
    }

    @Test
    void closingKillsWhatRunsAndTellsNobody() throws Exception {
        Path pid = folder.resolve("pid");
        Path program = program("echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; exec sleep 600");
        CompletableFuture<Outcome> told = new CompletableFuture<>();

        HookBalancer balancer = balancer(scripts(program, "\"x\"", "10m"));
        balancer.begin(disable(), told::complete);
        await(() -> Files.exists(pid));
        balancer.close();

        assertThat(isRunning(Long.parseLong(Files.readString(pid).strip()))).isFalse();
        assertThat(leftovers()).isEmpty();
        balancer.begin(disable(), told::complete);
        assertThat(told).isNotDone();
    }

    /** Who leads next begins the same: a late program of the one before would undo it. */
    @Test
    void whatRunsWhenTheLeadIsLostIsKilledAndNotToldAndTheNextLeadBeginsAnew() throws Exception {
        Path pids = folder.resolve("pids");
        Path program = program("echo $$ >> " + pids + "; test $(wc -l < " + pids + ") -gt 1 || sleep 600");
        CompletableFuture<Outcome> first = new CompletableFuture<>();
        try (HookBalancer balancer = balancer(scripts(program, "\"x\"", "10m"))) {
            balancer.begin(disable(), first::complete);
            await(() -> pids.toFile().length() > 0);
            long pid = Long.parseLong(Files.readString(pids).strip());
            balancer.abandon();
            await(() -> !isRunning(pid));

            CompletableFuture<Outcome> second = new CompletableFuture<>();
            balancer.begin(disable(), second::complete);
            assertThat(second.get(60, TimeUnit.SECONDS).failure()).isNull();
            assertThat(first).isNotDone();
        }
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void connectionsAreWaitedForUntilThereAreNone() throws Exception {
        Path left = folder.resolve("left");
        Files.writeString(left, "2");
        Path program = program("n=$(cat " + left + "); echo connections:; echo $n; echo $((n - 1)) > " + left);

        Outcome outcome = run(counted(program, "1m"), drain());

        assertThat(outcome.ok()).isTrue();
        assertThat(outcome.said()).containsExactly("no connections are left");
        assertThat(outcome.tookMs()).isBetween(2 * Doing.LOOK_MS, 20_000L);
    }

    @Test
    void whenTheTimeIsUpItSaysHowManyAreCut() throws Exception {
        Outcome outcome = run(counted(program("echo 3"), "1200ms"), drain());

        assertThat(outcome.ok()).isTrue();
        assertThat(outcome.said()).containsExactly("3 connections are left after 1200 ms");
        assertThat(outcome.tookMs()).isGreaterThanOrEqualTo(1_200);
    }

    @Test
    void whoCannotBeCountedIsNotTakenForDrained() throws Exception {
        assertThat(failure(run(counted(program("echo none"), "500ms"), drain()), "BALANCER_NO_NUMBER")
                        .detail())
                .containsExactly("none");
        assertThat(failure(run(counted(program("echo 0; exit 1"), "500ms"), drain()), "BALANCER_SCRIPT_FAILED")
                        .hint())
                .isNotEmpty();
    }

    @Test
    void onlyATimeIsWaited() throws Exception {
        Outcome outcome = run(scripts(program("true"), "\"x\"", "1s") + ", \"drain\": {\"wait\": \"700ms\"}", drain());

        assertThat(outcome.ok()).isTrue();
        assertThat(outcome.tookMs()).isGreaterThanOrEqualTo(700);
    }

    @Test
    void aDryRunTellsAndDoesNothing() throws Exception {
        Path touched = folder.resolve("touched");
        Path program = program("touch " + touched);

        Outcome outcome = run(scripts(program, "\"${host}\"", "1s"), disable().asDryRun());

        assertThat(outcome.ok()).isTrue();
        assertThat(outcome.deeds()).containsExactly(program + " 127.82.0.2");
        assertThat(touched).doesNotExist();
    }

    @Test
    void haproxysRefusalsAreSaidInWords() throws Exception {
        assertThat(refusal("Permission denied\n\n").hint()).contains("level admin");
        assertThat(refusal("No such server.\n\n").message())
                .contains("no server \"127.82.0.2\" in the backend \"web\"");
        assertThat(refusal("No such backend.\n\n").message()).endsWith("has no backend \"web\"");
        assertThat(refusal("Unknown command, \u001b[2J but maybe\n").message())
                .endsWith("says: Unknown command, ?[2J but maybe");
    }

    @Test
    void nobodyAtTheSocketIsSaidInWords() throws Exception {
        Path none = folder.resolve("none.sock");

        Failure failure = failure(run(haproxy(none.toString()), disable()), "HAPROXY_UNREACHABLE");
        assertThat(failure.hint()).contains("\"stats socket " + none + " level admin\"");
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.82.0.9"))) {
            String address = "127.82.0.9:" + closed.getLocalPort();
            closed.close();
            assertThat(failure(run(haproxy(address), disable()), "HAPROXY_UNREACHABLE")
                            .message())
                    .isEqualTo("HAProxy " + address + " cannot be asked: Connection refused");
        }
    }

    @Test
    void whoAcceptsAndNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.82.0.9"))) {
            String section = haproxy("127.82.0.9:" + silent.getLocalPort());

            assertThat(failure(run(section, disable()), "HAPROXY_UNREACHABLE").message())
                    .endsWith("no answer in 800 ms");
        }
    }

    @Test
    void everyHaproxyIsTold() throws Exception {
        try (Pretended one = new Pretended("\n");
                Pretended two = new Pretended("\n")) {
            String sockets = haproxy("X").replace("\"X\"", "[\"" + one.address() + "\", \"" + two.address() + "\"]");

            assertThat(run(sockets, disable()).ok()).isTrue();

            assertThat(one.asked).containsExactly("set server web/127.82.0.2 state drain");
            assertThat(two.asked).containsExactly("set server web/127.82.0.2 state drain");
        }
    }

    private Failure refusal(String answer) throws Exception {
        try (Pretended haproxy = new Pretended(answer)) {
            Outcome outcome = run(haproxy(haproxy.address()), disable());
            assertThat(outcome.ok()).isFalse();
            return Optional.ofNullable(outcome.failure()).orElseThrow();
        }
    }

    /** Answers every command with one text. */
    private static final class Pretended implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.82.0.9"));
        private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

        Pretended(String answer) throws IOException {
            Thread thread = new Thread(() -> {
                while (!listener.isClosed()) {
                    try (Socket socket = listener.accept()) {
                        asked.add(line(socket.getInputStream()));
                        socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        // The listener was closed, or the other side has gone.
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        private static String line(InputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            return line.toString();
        }

        String address() {
            return "127.82.0.9:" + listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static String haproxy(String socket) {
        return "\"roles\": [\"web\"], \"haproxy\": {\"socket\": \"" + socket + "\", \"timeout\": \"800ms\"}";
    }

    private static String scripts(Path program, String arguments, String timeout) {
        String hook = "{\"command\": [\"" + program + "\", " + arguments + "], \"timeout\": \"" + timeout + "\"}";
        return "\"roles\": [\"web\"], \"disable\": " + hook + ", \"enable\": " + hook;
    }

    private static String counted(Path program, String timeout) {
        return scripts(program, "\"x\"", "1s") + ", \"drain\": {\"connections\": {\"command\": [\"" + program
                + "\"], \"timeout\": \"20s\"}, \"timeout\": \"" + timeout + "\"}";
    }

    private Path program(String text) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "program",
                ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        return file;
    }

    private static Task disable() {
        return Task.of("c7", HOST, WEB, BalancerAction.DISABLE);
    }

    private static Task drain() {
        return Task.of("c7", HOST, WEB, BalancerAction.DRAIN);
    }

    private HookBalancer balancer(String section) {
        Definition definition = Definitions.of(section);
        return new HookBalancer(() -> definition, folder.resolve("out"), Clock.system());
    }

    private Outcome run(String section, Task task) throws InterruptedException, ExecutionException, TimeoutException {
        try (HookBalancer balancer = balancer(section)) {
            CompletableFuture<Outcome> ended = new CompletableFuture<>();
            balancer.begin(task, ended::complete);
            return ended.get(PATIENCE_S, TimeUnit.SECONDS);
        }
    }

    private static Failure failure(Outcome outcome, String code) {
        Failure failure = Optional.ofNullable(outcome.failure()).orElseThrow();
        assertThat(failure.code()).as(failure.message()).isEqualTo(code);
        return failure;
    }

    private static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    private List<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.toList();
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
