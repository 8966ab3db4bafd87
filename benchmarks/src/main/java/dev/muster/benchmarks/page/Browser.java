package dev.muster.benchmarks.page;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A headless Chromium that shows one page and writes down what its threads do. */
final class Browser implements AutoCloseable {

    private static final long WRITES_MS = 60_000;

    private final Process process;
    private final Path trace;

    /**
     * @param folder for its profile and all else; deleted by whoever made it
     * @param seconds that it writes down
     */
    Browser(String url, Path folder, long seconds) throws IOException {
        trace = folder.resolve("trace.json");
        process = new ProcessBuilder(
                        program().toString(),
                        "--headless",
                        "--no-sandbox", // it does not run as root with one
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--no-proxy-server",
                        "--window-size=1280,900",
                        "--remote-debugging-port=0", // without it, it would end once the page is loaded
                        "--user-data-dir=" + folder.resolve("chromium"),
                        "--trace-startup=toplevel",
                        "--trace-startup-format=json",
                        "--trace-startup-file=" + trace,
                        "--trace-startup-duration=" + seconds,
                        url)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("chromium.log").toFile())
                .start();
    }

    private static Path program() throws IOException {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(each -> Path.of(each, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("no chromium in the PATH (apt-get install chromium)"));
    }

    /** What it wrote down; waits until that is done. */
    Trace trace() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WRITES_MS * 1_000_000;
        long before = -1;
        while (true) {
            long size = Files.exists(trace) ? Files.size(trace) : 0;
            if (size > 0 && size == before) {
                return Trace.read(trace);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("Chromium wrote no trace");
            }
            before = size;
            Thread.sleep(2_000);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }
}
