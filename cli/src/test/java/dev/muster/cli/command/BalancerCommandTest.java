package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BalancerCommandTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        Path program = folder.resolve("lb");
        Files.writeString(
                program,
                "#!/bin/sh\necho \"$@\" >> " + folder.resolve("done")
                        + "\ntest \"$2\" != 10.0.0.12 || { echo 'no such pool'; exit 4; }\necho 0\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        file = Files.writeString(folder.resolve("cluster.json"), """
                {
                  "$vars": {"pool": "p1"},
                  "$balancer": {
                    "roles": ["compute"],
                    "disable": {"command": ["PROGRAM", "off", "${host}", "${pool} ${port.ui}"]},
                    "enable": {"command": ["PROGRAM", "on", "${host}"]},
                    "drain": {"connections": {"command": ["PROGRAM", "count", "${host}"]}, "timeout": "9s"},
                    "check": {"index": {"command": ["PROGRAM", "check", "${host}"]}},
                    "cluster": {"disable": {"command": ["PROGRAM", "off"]}, "enable": {"command": ["PROGRAM", "on"]}},
                  },
                  "10.0.0.10": {"master": true},
                  "10.0.0.[11-12]": {"compute": true, "index": true},
                }
                """.replace("PROGRAM", program.toString()));
    }

    @Test
    void aDryRunTellsWhatWouldRun() {
        CommandsUnderTest commands = run(0, "disable", "10.0.0.11", "--dry-run");

        assertThat(commands.out())
                .isEqualTo("would disable 10.0.0.11/compute:\n   " + folder + "/lb off 10.0.0.11 'p1 8081'\n");
        assertThat(folder.resolve("done")).doesNotExist();
    }

    @Test
    void everyActionRunsItsHook() throws IOException {
        run(0, "disable", "10.0.0.11");
        assertThat(run(0, "drain", "10.0.0.11/compute").out()).contains("   > no connections are left\n");
        run(0, "check", "10.0.0.11");
        run(0, "enable", "10.0.0.11");
        run(0, "disable", "--whole");

        assertThat(Files.readAllLines(folder.resolve("done")))
                .containsExactly("off 10.0.0.11 p1 8081", "count 10.0.0.11", "check 10.0.0.11", "on 10.0.0.11", "off");
    }

    @Test
    void aHookThatFailsIsShownWithItsLastLines() {
        CommandsUnderTest commands = run(1, "disable", "10.0.0.12");

        assertThat(commands.err())
                .contains("error: " + folder + "/lb ended with exit code 4\n   no such pool\n")
                .contains("try it by hand");
    }

    @Test
    void whoIsNotBehindTheBalancerIsNamed() {
        assertThat(run(3, "disable", "10.0.0.10").err()).contains("10.0.0.10 has no role behind the balancer");
        assertThat(run(3, "enable", "10.0.0.99").err()).contains("\"10.0.0.99\" is not a host of the file");
        assertThat(run(1, "enable", "10.0.0.10/compute").err()).contains("has no role \"compute\" in cluster.json");
    }

    private CommandsUnderTest run(int exit, String... arguments) {
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        String[] all = new String[arguments.length + 3];
        all[0] = "balancer";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--cluster";
        all[arguments.length + 2] = file.toString();
        assertThat(commands.run(all)).as(commands.out() + commands.err()).isEqualTo(exit);
        return commands;
    }
}
