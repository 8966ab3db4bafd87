package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who listens where, with the built-in definitions; the tables are in {@code ports.txt}. Run with {@code -Dgolden.write=true} to
 * write them anew; then read what has changed.
 */
final class PortsCommandTest {

    private static final Path GOLDEN = Path.of("src/test/resources/ports.txt");

    @TempDir
    private Path folder;

    private String ports(String file, String... more) throws IOException {
        Path cluster = Files.writeString(folder.resolve("cluster.json"), file);
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        String[] arguments = new String[3 + more.length];
        arguments[0] = "ports";
        arguments[1] = "--cluster";
        arguments[2] = cluster.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        assertThat(commands.run(arguments)).as(commands.err()).isZero();
        return commands.out();
    }

    private String settings(String text) throws IOException {
        return Files.writeString(folder.resolve("muster.conf"), text).toString();
    }

    private static String thousandHosts() {
        String workers = IntStream.range(0, 999)
                .mapToObj(i -> "\"10.0." + (1 + i / 250) + "." + (1 + i % 250) + "\": {\"compute\": "
                        + (i == 7 ? "{\"ports.ui\": 9081}" : "true") + "}")
                .collect(Collectors.joining(",\n"));
        return "{\"10.0.0.1\": {\"master\": true}," + workers + "}";
    }

    @Test
    void theTableSaysWhatOthersCanReachAndWhatProtectsIt() throws IOException {
        String four = "{\"192.168.1.40\": {\"master\": true}, \"192.168.1.41\": {\"compute\": true, \"standby\": true},"
                + " \"192.168.1.42\": {\"backend\": true, \"standby\": true}, \"192.168.1.43\": {\"index\": true}}";
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("four machines, two of them standbys", ports(four));
        tables.put("the same without certificates", ports(four, "--config", settings("security.insecure = true\n")));
        tables.put(
                "the same, people on loopback only",
                ports(four, "--config", settings("http.bind = [\"127.0.0.1\"]\n")));
        tables.put("loopback", ports("{\"127.0.5.1\": {\"master\": true}, \"127.0.5.2\": {\"backend\": true}}"));
        tables.put("a thousand machines, one of them different", ports(thousandHosts()));
        String text = tables.entrySet().stream()
                .map(entry -> "== " + entry.getKey() + "\n" + entry.getValue())
                .collect(Collectors.joining("\n"));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void whatRunsOnThisMachineTellsWhetherThereAreCertificates() throws IOException {
        String loopback = "{\"127.0.5.1\": {\"master\": true}}";
        assertThat(ports(loopback)).doesNotContain("TLS");
        RunRecords records = new RunRecords(new CommandsUnderTest(folder).surroundings());
        RunRecord run = records.add(
                "muster",
                "127.0.5.1",
                List.of(URI.create("https://127.0.5.1:7480/")),
                folder.resolve("cluster.json"),
                folder);
        assertThat(ports(loopback)).contains("TLS, certificates");
        records.remove(run);
    }
}
