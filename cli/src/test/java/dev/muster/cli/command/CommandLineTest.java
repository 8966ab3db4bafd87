package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.cli.console.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {

    @TempDir
    private Path folder;

    private CommandsUnderTest commands() {
        return new CommandsUnderTest(folder);
    }

    @ParameterizedTest
    @CsvSource({"-h 192.168.1.40, 192.168.1.40", "-h10.0.0.1, 10.0.0.1", "--host=::1, ::1", "--host db-1, db-1"})
    void theHostIsGivenInAnyForm(String arguments, String host) {
        CommandsUnderTest commands = commands();
        assertThat(commands.run(("start --cluster c.json " + arguments).split(" ")))
                .isZero();
        assertThat(commands.started).singleElement().satisfies(options -> {
            assertThat(options.host()).isEqualTo(host);
            assertThat(options.clusterFile()).isEqualTo(Path.of("c.json"));
        });
    }

    @Test
    void startNeedsNoOptionAtAll() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("start")).isZero();
        assertThat(commands.started).singleElement().satisfies(options -> {
            assertThat(options.host()).isNull();
            assertThat(options.clusterFile()).isEqualTo(Path.of("cluster.json"));
            assertThat(options.progress()).isEqualTo(Progress.AUTO);
            assertThat(options.owned()).isFalse();
        });
    }

    @Test
    void everyOptionOfStartIsUnderstood() {
        CommandsUnderTest commands = commands();
        commands.run(
                ("start -h a --cluster b --dir c --components mock --wait-timeout 10m --config d --progress json --token-file e --insecure --owned")
                        .split(" "));
        assertThat(commands.started)
                .containsExactly(new StartOptions(
                        "a",
                        Path.of("b"),
                        Path.of("c"),
                        null,
                        "mock",
                        Duration.ofMinutes(10),
                        Path.of("d"),
                        Progress.JSON,
                        Path.of("e"),
                        true,
                        true,
                        null,
                        commands.surroundings()));
    }

    @Test
    void startWithALonelyHIsHelp() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("start", "-h")).isZero();
        assertThat(commands.out()).contains("Usage: muster start").contains("--cluster=FILE");
        assertThat(commands.started).isEmpty();
    }

    @Test
    void aForgottenHostIsToldWithTheHostsOfTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("cluster.json"),
                "{\"192.168.1.40\": {\"master\": true}, \"192.168.1.41\": {\"compute\": true}}");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("start", "-h", "--cluster", file.toString())).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err())
                .contains("error: -h needs this machine's name", "192.168.1.40, 192.168.1.41")
                .contains("muster start -h 192.168.1.40 --cluster");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status -h",
                "logs -h",
                "validate -h",
                "version -h",
                "-h",
                "--help",
                "start --help",
                "stop --help"
            })
    void helpIsEverywhere(String arguments) {
        CommandsUnderTest commands = commands();
        assertThat(commands.run(arguments.split(" "))).isZero();
        assertThat(commands.out()).contains("Usage: muster", "Exit codes:", "130");
    }

    @Test
    void theBareCommandShowsWhatThereIs() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run()).isZero();
        assertThat(commands.out()).contains("start", "status", "validate", "logs", "stop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "strat | there is no command \"strat\" | start",
                "start --clutser x | there is no option --clutser | --cluster",
                "status -o jsn | [TEXT, JSON] | status --help",
                "validate a b | \"b\" is one argument too many | validate --help",
                "start --wait-timeout soon | 'soon' | 10m",
                "validate | FILE | validate --help"
            })
    void typosAreUnderstood(String arguments, String what, String hint) {
        CommandsUnderTest commands = commands();
        assertThat(commands.run(arguments.split(" "))).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).startsWith("error: ").contains(what, hint).doesNotContain("\tat ");
    }

    @Test
    void aPersonsMistakeShowsNoStackTrace() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("validate", folder.resolve("missing.json").toString()))
                .isEqualTo(ExitCode.INVALID.code());
        assertThat(commands.err()).contains("error: there is no file").doesNotContain("Exception", "\tat ");
    }

    @Test
    void anErrorOfOursIsOneLineAndAFile() throws IOException {
        CommandsUnderTest commands = commands();
        int exit = commands.run(
                options -> {
                    throw new IllegalStateException("a bug");
                },
                "start");
        assertThat(exit).isEqualTo(ExitCode.FAILED.code());
        Path crash = folder.resolve(".local/state/muster/crash.log");
        assertThat(commands.err())
                .contains("this should not have happened: IllegalStateException: a bug", crash.toString())
                .doesNotContain("\tat ");
        assertThat(Files.readString(crash)).contains("\tat ");
    }

    @Test
    void theExitCodeOfTheStartIsTheCommands() {
        assertThat(commands().run(options -> ExitCode.TIMED_OUT.code(), "start"))
                .isEqualTo(5);
    }

    @Test
    void stopNeedsAWordWhenThereIsNoTerminal() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("stop")).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).contains("stop needs --yes or --confirm NAME when there is no terminal");
    }

    @Test
    void withoutAClusterTheCommandSaysHowToNameOne() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("status")).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(commands.err()).contains("no cluster of yours runs on this machine", "-C HOST");
    }

    @Test
    void theExitCodesAreThoseOfTheDocumentation() {
        assertThat(ExitCode.table().keySet())
                .containsExactlyElementsOf(List.of("0", "1", "2", "3", "4", "5", "6", "7", "10", "69", "130", "143"));
    }

    @Test
    void validateSaysWhatItFound() throws IOException {
        Path good = Files.writeString(folder.resolve("good.json"), "{\"10.0.0.1\": {\"master\": true}}");
        Path bad =
                Files.writeString(folder.resolve("bad.json"), "{\"10.0.0.1\": {\"master\": true, \"comptue\": true}}");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("validate", good.toString())).isZero();
        assertThat(commands.out()).contains("is valid", "1 sub-component");
        assertThat(commands.run("validate", bad.toString())).isEqualTo(ExitCode.INVALID.code());
        assertThat(commands.out()).contains("bad.json:1:", "did you mean \"compute\"?");
        assertThat(commands.run("validate", bad.toString(), "-o", "json")).isEqualTo(ExitCode.INVALID.code());
        assertThat(commands.out()).contains("\"schema\":\"muster/diagnostics/1\"", "\"code\":\"E020\"", "\"line\":1");
    }

    @Test
    void validateFindsWhatTheComponentsCannotBeRunWith() throws IOException {
        CommandsUnderTest commands = commands();
        String file = "src/test/resources/validate/components.json";
        assertThat(commands.run("validate", file)).isEqualTo(ExitCode.INVALID.code());
        assertThat(commands.out()).isEqualTo(Files.readString(Path.of("src/test/resources/validate/components.txt")));
        assertThat(commands.run("validate", file, "-o", "json")).isEqualTo(ExitCode.INVALID.code());
        assertThat(commands.out())
                .contains("\"valid\":false")
                .contains("\"code\":\"SETTING_UNKNOWN\"")
                .contains("\"line\":6,\"column\":");
    }

    @Test
    void validateExplainsAHost() throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.json"), "{\"10.0.0.1\": {\"master\": true, \"backend\": {\"heap\": \"2g\"}}}");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("validate", file.toString(), "--explain", "10.0.0.1"))
                .isZero();
        assertThat(commands.out()).contains("heap = 2g   (").contains("c.json:1:");
        assertThat(commands.run("validate", file.toString(), "--explain", "10.0.0.9"))
                .isEqualTo(3);
        assertThat(commands.err()).contains("\"10.0.0.9\" is not a host of the file", "It has: 10.0.0.1");
    }
}
