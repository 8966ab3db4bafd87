package dev.muster.cli.command;

import dev.muster.cli.console.Glyphs;
import dev.muster.cli.console.Line;
import dev.muster.cli.console.StatusText;
import dev.muster.cli.console.WhyText;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Collects what somebody needs who is to help, each piece into a file of the archive, and each redacted. What cannot be had is
 * told in the archive too: it is made above all when something is broken.
 */
final class SupportBundle {

    private static final int LOG_BYTES = 64 << 10;
    private static final int LOGS_BYTES_MAX = 16 << 20;
    private static final int OWN_LOG_BYTES = 1 << 20;
    private static final int WHY_MAX = 100;
    private static final int CHECKED_HOSTS_MAX = 200;
    private static final int FOLDER_CHARS_MAX = 90;

    private final TarGz archive;
    private final String folder;
    private final Redaction redaction;
    private final Surroundings surroundings;
    private final List<String> missing = new ArrayList<>();

    /** @param folder all files are in, so that unpacking scatters nothing */
    SupportBundle(TarGz archive, String folder, Redaction redaction, Surroundings surroundings) {
        this.archive = archive;
        this.folder = folder;
        this.redaction = redaction;
        this.surroundings = surroundings;
    }

    /** A piece that may not be there to be had. */
    private interface Piece {
        String text() throws CommandFailure, IOException;
    }

    private void add(String name, Piece piece) throws IOException {
        String text;
        try {
            text = piece.text();
        } catch (CommandFailure e) {
            missing.add(name + ": " + e.failure().message());
            return;
        } catch (IOException e) {
            missing.add(name + ": " + e);
            return;
        }
        archive.add(folder + "/" + name, redaction.of(text));
    }

    /** What is known without a coordinator. */
    void machine(List<RunRecord> runs) throws IOException {
        add("versions.txt", this::versions);
        add(
                "config.txt",
                () ->
                        ConfigCommand.lines(
                                        Definitions.loaded(java.util.Map.of(), java.util.Optional.empty())
                                                .explained(),
                                        true)
                                .stream()
                                .collect(Collectors.joining("\n", "", "\n")));
        for (RunRecord run : runs) {
            String place = "this-machine/" + file(run.host()) + "/";
            add(place + "run.json", run::json);
            add(place + "cluster.json", () -> tail(run.clusterFile(), OWN_LOG_BYTES));
            add(place + "muster.log", () -> tail(run.directory().resolve("muster.log"), OWN_LOG_BYTES));
        }
    }

    private String versions() {
        List<String> lines = new ArrayList<>();
        lines.add("muster " + surroundings.version());
        for (String name : List.of("java.version", "java.vendor", "java.home", "os.name", "os.version", "os.arch")) {
            lines.add(name + " " + System.getProperty(name, ""));
        }
        lines.add("processors " + Runtime.getRuntime().availableProcessors());
        lines.add("zone " + java.time.ZoneId.systemDefault());
        return String.join("\n", lines) + "\n";
    }

    /** What the coordinator knows, and the hosts through it. */
    void cluster(ClusterChecks.Opening opening) throws IOException {
        CoordinatorClient coordinator;
        CoordinatorClient.Answer answer;
        ClusterView view;
        try {
            coordinator = opening.open();
            answer = coordinator.cluster();
            view = StatusJson.read(answer);
        } catch (CommandFailure e) {
            missing.add("status, why, events, doctor, logs: " + e.failure().message());
            return;
        }
        add("status.json", answer::text);
        add("status.txt", () -> text(new StatusText(Glyphs.ASCII, 200).lines(view)));
        add("why.txt", () -> why(view));
        add("events.ndjson", () -> coordinator.allEvents().text());
        add("doctor.ndjson", () -> doctor(view, opening));
        logs(view, coordinator);
    }

    private String why(ClusterView view) {
        List<Line> lines = new ArrayList<>();
        int told = 0;
        for (HostView host : view.hosts()) {
            boolean well = host.status() == AgentStatus.REGISTERED
                    && host.components().stream()
                            .allMatch(each -> each.observation().isJoined());
            if (!well && told++ < WHY_MAX) {
                lines.addAll(WhyText.of(view, host, surroundings.program()));
            }
        }
        return told == 0 ? "all is ready and joined\n" : text(lines);
    }

    private static String text(List<Line> lines) {
        return lines.stream().map(Line::plain).collect(Collectors.joining("\n", "", "\n"));
    }

    private String doctor(ClusterView view, ClusterChecks.Opening opening) throws CommandFailure {
        List<HostName> hosts = view.hosts().stream()
                .map(HostView::name)
                .limit(CHECKED_HOSTS_MAX)
                .toList();
        if (hosts.size() < view.hosts().size()) {
            missing.add("doctor.ndjson: only the first " + CHECKED_HOSTS_MAX + " hosts");
        }
        return ClusterChecks.ofAll(hosts, opening).entrySet().stream()
                .map(each -> ChecksJson.write(each.getKey(), each.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private void logs(ClusterView view, CoordinatorClient coordinator) throws IOException {
        int bytes = Math.min(LOG_BYTES, LOGS_BYTES_MAX / (int) Math.max(1, view.componentCount()));
        for (HostView host : view.hosts()) {
            for (ClusterView.ComponentView component : host.components()) {
                ComponentId id = new ComponentId(host.name(), component.role());
                add(
                        "logs/" + file(host.name().value()) + "/"
                                + file(component.role().value()) + ".log",
                        () -> coordinator.logTail(id, bytes).text());
            }
        }
    }

    /** Ends with what is in it, and what is not. */
    void contents() throws IOException {
        archive.add(
                folder + "/README.txt",
                "Made by muster support-bundle, for whoever helps with a cluster. Look through it before you send it.\n"
                        + "Known secrets, private keys, tokens and values of keys that are named like secrets were replaced by "
                        + Redaction.MARK
                        + ".\nA secret that a component writes under another name is not recognised.\n\n"
                        + (missing.isEmpty()
                                ? "Nothing is missing.\n"
                                : "Not there:\n" + redaction.of(String.join("\n", missing)) + "\n"));
    }

    /** As the name of a file: what came from elsewhere leads nowhere else. */
    private static String file(String name) {
        String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.]+", "_");
        return safe.substring(0, Math.min(FOLDER_CHARS_MAX, safe.length()));
    }

    private static String tail(Path file, int bytesMax) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            int size = (int) Math.min(bytesMax, open.length());
            byte[] bytes = new byte[size];
            open.seek(open.length() - size);
            open.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
