package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, in the shells that they are for. bash is everywhere; bin/check installs the others. */
final class CompletionTest {

    private static final long LIMIT_S = 60;

    @TempDir
    private Path folder;

    /** A muster that knows three names. */
    @BeforeEach
    void pretend() throws IOException {
        Path muster = folder.resolve("muster");
        Files.writeString(muster, """
                #!/bin/sh
                case "$1 $2" in
                    '__names targets') printf '%s\\n' backend 192.168.1.41 192.168.1.41/backend ;;
                    '__names hosts') printf '%s\\n' 192.168.1.40 192.168.1.41 ;;
                    '__names roles') printf '%s\\n' backend master ;;
                esac
                """);
        assertThat(muster.toFile().setExecutable(true)).isTrue();
        Files.createFile(folder.resolve("cluster.json"));
    }

    private Path script(String shell) throws IOException {
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        assertThat(commands.run("completion", shell)).isZero();
        return Files.writeString(folder.resolve("script." + shell), commands.out());
    }

    private static void assumeThere(String shell) {
        assumeTrue(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, shell))),
                shell + " is not installed");
    }

    private String run(String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.put("PATH", folder + File.pathSeparator + environment.getOrDefault("PATH", ""));
        environment.put("HOME", folder.toString());
        Path output = folder.resolve("output");
        Process process = builder.redirectOutput(output.toFile()).start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end of " + String.join(" ", command) + ": " + Files.readString(output));
        }
        return Files.readString(output);
    }

    private String inBash(String... words) throws IOException, InterruptedException {
        StringBuilder typed = new StringBuilder("muster");
        for (String word : words) {
            typed.append(" '").append(word).append('\'');
        }
        return run(
                        "bash",
                        "-c",
                        "source " + script("bash") + "; COMP_WORDS=(" + typed + "); COMP_CWORD=" + words.length
                                + "; _muster; echo \"${COMPREPLY[*]}\"")
                .strip();
    }

    @Test
    void bashCompletesCommandsOptionsAndNames() throws IOException, InterruptedException {
        assertThat(inBash("log")).isEqualTo("logs");
        assertThat(inBash("access", "cr")).isEqualTo("create");
        assertThat(inBash("logs", "--si")).isEqualTo("--since");
        assertThat(inBash("logs", "192")).isEqualTo("192.168.1.41 192.168.1.41/backend");
        assertThat(inBash("logs", "-f", "b")).isEqualTo("backend");
        assertThat(inBash("wait", "--role", "m")).isEqualTo("master");
        assertThat(inBash("wait", "--role", "=", "m")).isEqualTo("master");
        assertThat(inBash("wait", "--for", "s")).isEqualTo("started");
        assertThat(inBash("access", "create", "--role", "v")).isEqualTo("viewer");
        assertThat(inBash("stop", "-h", "")).isEqualTo("192.168.1.40 192.168.1.41");
        assertThat(inBash("validate", "clu")).isEqualTo("cluster.json");
        assertThat(inBash("explain", "PORT_IN")).isEqualTo("PORT_IN_USE");
        assertThat(inBash("events", "--since", "")).isEmpty();
        assertThat(inBash("__")).as("what is for scripts only").isEmpty();
    }

    @Test
    void fishCompletesCommandsOptionsAndNames() throws IOException, InterruptedException {
        assumeThere("fish");
        Path script = script("fish");
        assertThat(run("fish", "-c", "source " + script + "; complete -C 'muster log'"))
                .startsWith("logs\tPrint");
        assertThat(run("fish", "-c", "source " + script + "; complete -C 'muster logs 192'"))
                .contains("192.168.1.41\n", "192.168.1.41/backend\n");
        assertThat(run("fish", "-c", "source " + script + "; complete -C 'muster wait --role '"))
                .contains("backend", "master")
                .doesNotContain("cluster.json");
        assertThat(run("fish", "-c", "source " + script + "; complete -C 'muster access create --ex'"))
                .startsWith("--expires");
        assertThat(run("fish", "-c", "source " + script + "; complete -C 'muster status --cluster clu'"))
                .startsWith("cluster.json");
    }

    /** In a terminal of its own, with the TAB key. */
    @Test
    void zshCompletesCommandsOptionsAndNames() throws IOException, InterruptedException {
        assumeThere("zsh");
        Path driver = Files.writeString(folder.resolve("driver.zsh"), """
                zmodload zsh/zpty
                zpty z zsh -f -i
                seen() {
                    local all='' part end=$((SECONDS + 30))
                    while ((SECONDS < end)); do
                        if zpty -r -t z part; then
                            all+=$part
                            if [[ $all == *$'\\n'SAID*'<'* ]]; then print -r -- "$all" | grep -a '^SAID'; return; fi
                        else
                            sleep 0.05
                        fi
                    done
                    print -r -- "nothing seen in: $all"
                    exit 1
                }
                zpty -w z 'PS1=; source %s; bindkey "^I" complete-word; echo; echo "SA""ID<"'
                seen
                for typed in 'muster lo' 'muster logs --si' 'muster wait --role ma' 'muster logs 192.168.1.41/'; do
                    # The completed line becomes a text, which is said on a line of its own.
                    zpty -w -n z "$typed"$'\\t'$'\\x01'"echo; echo 'SA''ID "$'\\x05'"<'"$'\\n'
                    seen
                done
                zpty -d z
                """.formatted(script("zsh")));
        assertThat(run("zsh", driver.toString()))
                .contains(
                        "muster logs",
                        "muster logs --since",
                        "muster wait --role master",
                        "muster logs 192.168.1.41/backend");
    }

    @Test
    void everyCommandAndOptionThatIsShownCanBeCompleted() throws IOException {
        String bash = Files.readString(script("bash"));
        String fish = Files.readString(script("fish"));
        Map<String, Completions.Place> places = Completions.of(MusterCommand.commandLine(
                new CommandsUnderTest(folder).surroundings(),
                options -> 0,
                options -> 0,
                new java.io.PrintWriter(System.out),
                new java.io.PrintWriter(System.err)));
        assertThat(places).hasSizeGreaterThan(30).doesNotContainKey(NamesCommand.NAME);
        places.forEach((path, place) -> {
            assertThat(bash).contains("'" + path + "')", "'" + path + " -'*)");
            place.options().forEach(option -> option.names().forEach(name -> assertThat(fish)
                    .contains(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))));
        });
    }
}
