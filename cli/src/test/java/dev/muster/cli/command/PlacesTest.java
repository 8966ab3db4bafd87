package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.cli.console.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the cluster is reached: {@code env} for a shell, {@code open} for a browser. */
final class PlacesTest {

    private static final Terminal SEEN = new Terminal(true, true, true, true, false, true, 80, 24);

    @TempDir
    private Path folder;

    private HttpServer server;
    private String base;
    private String status;

    @BeforeEach
    void serve() throws IOException {
        status = Files.readString(Path.of("src/test/resources/status.json"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Map<String, String> environment(String name, String value) {
        Map<String, String> environment = new TreeMap<>(Map.of("MUSTER_COORDINATOR", base));
        environment.put(name, value);
        return environment;
    }

    @Test
    void aShellGetsTheCoordinatorAndTheServicesThatHaveAVariable() {
        CommandsUnderTest commands = new CommandsUnderTest(folder, environment("SHELL", "/bin/bash"));
        assertThat(commands.run("env")).isZero();
        assertThat(commands.out())
                .isEqualTo("export MUSTER_COORDINATOR='" + base
                        + "'\nexport SPARK_MASTER_URL='spark://192.168.1.40:7077'\n");
        CommandsUnderTest fish = new CommandsUnderTest(folder, environment("SHELL", "/usr/bin/fish"), SEEN);
        assertThat(fish.run("env")).isZero();
        assertThat(fish.out())
                .contains("set -gx SPARK_MASTER_URL 'spark://192.168.1.40:7077'\n", "# muster env | source\n");
    }

    /** What is evaluated must be data, whoever wrote the component's definition. */
    @Test
    void whatAShellEvaluatesDoesNothingButSetVariables() throws IOException, InterruptedException {
        Path touched = folder.resolve("touched");
        status = status.replace("spark://192.168.1.40:7077", "a'; touch " + touched + "; $(touch " + touched + ") b")
                .replace(
                        "Spark UI\",\"value\":\"http://192.168.1.40:8080/\"",
                        "x\",\"variable\":\"A;touch\"," + "\"value\":\"1\"");
        CommandsUnderTest commands = new CommandsUnderTest(folder, environment("SHELL", "/bin/sh"));
        assertThat(commands.run("env")).isZero();
        Process shell = new ProcessBuilder("sh", "-c", commands.out() + "printf %s \"$SPARK_MASTER_URL\"").start();
        String value = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(value).isEqualTo("a'; touch " + touched + "; $(touch " + touched + ") b");
        assertThat(touched).doesNotExist();
        assertThat(commands.out()).doesNotContain("A;touch");
    }

    @Test
    void aCompletingShellGetsNamesAndNothingThatItWouldExpand() {
        status = status.replace("\"kind\":\"spark-master\"", "\"kind\":\"$(reboot)\"");
        CommandsUnderTest commands = new CommandsUnderTest(folder, environment("SHELL", "/bin/sh"));
        assertThat(commands.run("__names", "targets")).isZero();
        assertThat(commands.out().lines())
                .containsExactly(
                        "192.168.1.40",
                        "192.168.1.40/compute",
                        "192.168.1.40/master",
                        "192.168.1.41",
                        "192.168.1.41/compute",
                        "compute",
                        "master",
                        "spark-worker");
        CommandsUnderTest roles = new CommandsUnderTest(folder, environment("SHELL", "/bin/sh"));
        assertThat(roles.run("__names", "roles")).isZero();
        assertThat(roles.out()).isEqualTo("compute\nmaster\n");
        status = "no status";
        CommandsUnderTest nothing = new CommandsUnderTest(folder, environment("SHELL", "/bin/sh"));
        assertThat(nothing.run("__names", "hosts")).isZero();
        assertThat(nothing.out() + nothing.err()).isEmpty();
    }

    @Test
    void theAddressOfAPageIsPrinted() {
        CommandsUnderTest commands = new CommandsUnderTest(folder, environment("DISPLAY", ":0"));
        assertThat(commands.run("open")).isZero();
        assertThat(commands.run("open", "spark")).isZero();
        assertThat(commands.out()).isEqualTo(base + "\nhttp://192.168.1.40:8080/\n");
        assertThat(commands.run("open", "grafana")).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).contains("there is no page \"grafana\"", "Spark UI   http://192.168.1.40:8080/");
    }

    @Test
    void onAScreenItIsShownInTheBrowser() throws IOException {
        Path shown = folder.resolve("shown");
        Path program = Files.createFile(
                folder.resolve("xdg-open"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                program, "#!/bin/sh\nprintf '%s' \"$1\" > " + shown + ".part && mv " + shown + ".part " + shown);
        Map<String, String> environment = environment("DISPLAY", ":0");
        environment.put("PATH", "/none:" + folder);
        assertThat(Browser.find(environment, "Linux")).contains(new Browser(program));
        assertThat(Browser.find(environment("PATH", folder.toString()), "Linux"))
                .as("without a screen")
                .isEmpty();
        CommandsUnderTest commands = new CommandsUnderTest(folder, environment, SEEN);
        assertThat(commands.run("open")).isZero();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(shown));
        assertThat(List.of(
                        URI.create(Files.readString(shown)),
                        URI.create(commands.out().strip())))
                .containsOnly(URI.create(base));
    }
}
