package dev.muster.agent.probe;

import dev.muster.agent.process.UserChange;
import dev.muster.common.model.plan.LaunchPlan;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Runs a command as the component's user, in its directory and with its environment. Its exit code 0 is an answer. */
final class ExecQuestion {

    private static final int OUTPUT_BYTES_MAX = 1024 * 1024;
    private static final long LOOK_MS = 10;
    private static final int EXCERPT_CHARS_MAX = 160;

    private ExecQuestion() {}

    static Answer ask(List<String> argv, LaunchPlan plan, Deadline deadline) throws IOException {
        List<String> command = new ArrayList<>(UserChange.prefix(plan.runAs()));
        command.addAll(argv);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File(plan.instance()))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().clear();
        builder.environment().putAll(plan.environment());
        Process process = builder.start();
        try {
            return answer(process, argv.get(0), deadline);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.getInputStream().close();
        }
    }

    private static Answer answer(Process process, String name, Deadline deadline) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        while (process.isAlive()) {
            if (deadline.isOver() || Thread.currentThread().isInterrupted()) {
                return new Answer.Missing(name + " did not end in time");
            }
            drain(process.getInputStream(), output);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
        }
        drain(process.getInputStream(), output);
        String text = output.toString(StandardCharsets.UTF_8);
        int code = process.exitValue();
        if (code != 0) {
            String said = text.strip();
            return new Answer.Missing(name + " ended with exit code " + code
                    + (said.isEmpty() ? "" : ": " + said.substring(0, Math.min(said.length(), EXCERPT_CHARS_MAX))));
        }
        return Answer.parsed(text, name + " ended with exit code 0");
    }

    /** Only what is there: a grandchild may keep the pipe open for ever. */
    private static void drain(InputStream in, ByteArrayOutputStream output) throws IOException {
        byte[] chunk = new byte[8192];
        while (in.available() > 0) {
            int n = in.read(chunk, 0, Math.min(chunk.length, in.available()));
            if (n <= 0) {
                return;
            }
            // What is too much is read and dropped, so that the command does not block.
            output.write(chunk, 0, Math.min(n, OUTPUT_BYTES_MAX - output.size()));
        }
    }
}
