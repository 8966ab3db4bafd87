package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code muster render haproxy} and {@code muster render nginx} print is what the real ones take. */
final class RenderProxyIT {

    private static final String FILE = """
            {
              "cluster": {"name": "shop"},
              "vars": {"pool": "p:1"},
              "components": {"web": {"kind": "web"}},
              "balancer": {
                "roles": ["web"],
                "haproxy": {"socket": ["FOLDER/a.sock", "127.85.0.9:18999"], "backend": "${role}-${pool}", "server": "w-${host}"}
              },
              "hosts": {
                "10.0.0.10": {"master": true, "backend": true, "index": true, "compute": true},
                "10.0.0.[11-12]": {"web": true},
                "2001:db8::7": {"web": {"port": 8001}, "compute": true, "backend": true},
                "localhost.localdomain.invalid": {"web": true}
              }
            }
            """;

    @TempDir
    private Path folder;

    private String rendered(String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.json"), FILE.replace("FOLDER", folder.toString()));
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        String[] all = Stream.of(
                        new String[] {
                            "render",
                            arguments[0],
                            "--offline",
                            "--cluster",
                            file.toString(),
                            "--config",
                            BalancerPrograms.withExamples(folder).toString()
                        },
                        Arrays.copyOfRange(arguments, 1, arguments.length))
                .flatMap(Arrays::stream)
                .toArray(String[]::new);
        assertThat(commands.run(all)).as(commands.err()).isZero();
        return commands.out();
    }

    @Test
    void haproxyTakesEveryRole() throws Exception {
        Optional<Path> haproxy = BalancerPrograms.find("haproxy");
        assumeTrue(haproxy.isPresent(), "skipped: no haproxy (apt-get install haproxy)");
        for (String[] roles : List.of(new String[] {"haproxy"}, new String[] {
            "haproxy", "--role", "web", "--role", "backend", "--role", "index", "--role", "compute", "--bind", "::1"
        })) {
            Path config = Files.writeString(folder.resolve("haproxy.cfg"), rendered(roles));

            String said = BalancerPrograms.run(
                    folder.resolve("said"), List.of(haproxy.get().toString(), "-c", "-f", config.toString()));

            assertThat(said).startsWith("0 ").contains("Configuration file is valid");
            assertThat(Files.readString(config))
                    .contains("backend web-p:1", "server w-2001:db8::7 [2001:db8::7]:8001 check")
                    .contains("stats socket " + folder + "/a.sock mode 600 level admin");
        }
    }

    /** Of nginx every name must resolve when it starts. */
    @Test
    void nginxTakesEveryRole() throws Exception {
        Optional<Path> nginx = BalancerPrograms.find("nginx");
        Path stream = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
        assumeTrue(
                nginx.isPresent() && Files.exists(stream),
                "skipped: no nginx with its stream module (apt-get install nginx-light libnginx-mod-stream)");
        String text = rendered("nginx", "--role", "web", "--role", "backend", "--role", "index", "--bind", "127.85.0.1")
                .replace("localhost.localdomain.invalid:8000 ", "localhost:8000 ");
        Path config = Files.writeString(folder.resolve("nginx.conf"), "load_module " + stream + ";\n" + text);

        String said = BalancerPrograms.run(
                folder.resolve("said"),
                List.of(
                        nginx.get().toString(),
                        "-t",
                        "-p",
                        folder.toString(),
                        "-e",
                        "stderr",
                        "-c",
                        config.toString(),
                        "-g",
                        "pid " + folder + "/nginx.pid;"));

        assertThat(said).startsWith("0 ").contains("test is successful");
        assertThat(text).contains("upstream web-p_1 {", "listen 127.85.0.1:8000;", "stream {");
    }

    /** So that nobody sends users to where nobody listens. */
    @Test
    void aRoleThatNobodyHasIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("cluster.json"), "{\"10.0.0.1\": {\"master\": true}}");
        CommandsUnderTest commands = new CommandsUnderTest(folder);

        assertThat(commands.run("render", "haproxy", "--offline", "--cluster", file.toString()))
                .isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).contains("the file has no balancer").contains("--role master");
        assertThat(commands.run("render", "haproxy", "--role", "web", "--offline", "--cluster", file.toString()))
                .isEqualTo(ExitCode.INVALID.code());
        assertThat(commands.err()).contains("no host has the role \"web\"");
    }
}
