package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A start that runs on this machine.
 *
 * @param cluster name of the cluster
 * @param host that it runs
 * @param apis URLs of the coordinators' APIs, at least one
 * @param pid of the process
 * @param processStart when the process was started, milliseconds since 1970: a number alone may belong to another process by now
 * @param clusterFile that it was started with, absolute
 * @param directory of data and logs
 * @param startedAt RFC 3339
 */
public record RunRecord(
        String cluster,
        String host,
        List<URI> apis,
        long pid,
        long processStart,
        Path clusterFile,
        Path directory,
        String startedAt) {

    String json() {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            to.writeStartObject();
            to.writeStringField("schema", "muster/run/2");
            to.writeStringField("cluster", cluster);
            to.writeStringField("host", host);
            to.writeArrayFieldStart("apis");
            for (URI api : apis) {
                to.writeString(api.toString());
            }
            to.writeEndArray();
            to.writeNumberField("pid", pid);
            to.writeNumberField("processStart", processStart);
            to.writeStringField("clusterFile", clusterFile.toString());
            to.writeStringField("directory", directory.toString());
            to.writeStringField("startedAt", startedAt);
            to.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        return text + "\n";
    }

    /** What {@link #json} wrote; empty when it is something else. */
    static Optional<RunRecord> parse(String text) {
        try {
            JsonTree json = JsonTree.parse(text);
            if (!json.get("schema").text().equals("muster/run/2")) {
                return Optional.empty();
            }
            return Optional.of(new RunRecord(
                    json.get("cluster").text(),
                    json.get("host").text(),
                    json.get("apis").list().stream()
                            .map(api -> URI.create(api.text()))
                            .toList(),
                    json.get("pid").number(),
                    json.get("processStart").number(),
                    Path.of(json.get("clusterFile").text()),
                    Path.of(json.get("directory").text()),
                    json.get("startedAt").text()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the very process that wrote this still runs. */
    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(process -> processStart == 0 || processStart == startOf(process))
                .orElse(false);
    }

    static long startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }
}
