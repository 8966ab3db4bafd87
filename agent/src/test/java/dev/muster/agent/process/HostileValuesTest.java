package dev.muster.agent.process;

import static dev.muster.agent.process.AgentUnderTest.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.component.CatalogLoad;
import dev.muster.common.component.ClusterFacts;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.Renderer;
import dev.muster.common.component.Rendering;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fifty hostile values on their whole way from cluster.json to a process: its arguments, its environment and the files that it
 * reads say exactly what the file said (faults J3, J4). The process is a stub that writes down what it was given.
 */
final class HostileValuesTest {

    static final List<String> VALUES = List.of(
            "--cluster",
            "-rf",
            "--",
            "-",
            "-Dx=y",
            "-javaagent:/tmp/evil.jar",
            "--help",
            "@/etc/passwd",
            "+x",
            "-e id",
            "$(touch owned)",
            "`touch owned`",
            "; touch owned",
            "| touch owned",
            "&& touch owned",
            "> owned",
            "< /etc/passwd",
            "$HOME",
            "${HOME}",
            "$$",
            "*",
            "?",
            "[a-z]",
            "{a,b}",
            "~",
            "!!",
            "#comment",
            "a b",
            " a ",
            "\t",
            "two\nlines",
            "\n",
            "'",
            "\"",
            "'; touch owned; '",
            "\"; touch owned; \"",
            "\\",
            "\\n",
            "a\\",
            "%s%n",
            "%PATH%",
            "{{host.name}}",
            "{{#members}}",
            "${jndi:ldap://x}",
            "key: value",
            "- item",
            "a=b",
            "</a>]]>",
            "\u202eabc",
            "\u200b",
            "\u2028",
            "\u00e9\u6f22\ud83d\ude00",
            "../../etc/passwd",
            "file:///etc/passwd",
            "null",
            "true",
            "0x10",
            "x".repeat(8192));

    @TempDir
    private Path folder;

    @Test
    void whatTheFileSaysIsWhatTheProcessHears() throws Exception {
        assertThat(VALUES).hasSizeGreaterThanOrEqualTo(50).doesNotHaveDuplicates();
        try (AgentUnderTest agent = new AgentUnderTest(Files.createDirectory(folder.resolve("state")))) {
            LaunchPlan plan = plan(agent.state);
            agent.launch(id(1), plan);
            agent.awaitEnd(id(1));
            Path work = Path.of(plan.instance()).resolve("work");
            List<String> argv = texts(work.resolve("argv"));
            assertThat(argv.subList(argv.size() - VALUES.size(), argv.size())).isEqualTo(VALUES);
            List<String> environment = texts(work.resolve("environment"));
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(Path.of(plan.instance(), "conf/a.properties"))));
            List<String> sourced = texts(work.resolve("sourced"));
            for (int i = 0; i < VALUES.size(); i++) {
                assertThat(environment).contains("V" + i + "=" + VALUES.get(i));
                assertThat(properties.getProperty("v" + i)).isEqualTo(VALUES.get(i));
                assertThat(sourced.get(i)).isEqualTo(VALUES.get(i));
            }
            assertThat(work.resolve("owned")).doesNotExist();
        }
    }

    @Test
    void whatNoProcessCanHearIsRefused() {
        for (String value : List.of("a\\u0000b", "\\u001b[31m", "\\ud800", "a\\rb", "\\u009b31m")) {
            String text = "{\"10.0.0.1\": {\"master\": true, \"stub\": {\"v0\": \"" + value + "\"}}}";
            SpecResult result = SpecParser.parse("c.json", text.getBytes(UTF_8), Set.of(Role.MASTER, new Role("stub")));
            assertThat(result.problems()).as(value).singleElement().satisfies(problem -> assertThat(problem.message())
                    .contains("cannot be written to a file"));
        }
    }

    private LaunchPlan plan(Path state) throws IOException {
        Path definitions = Files.createDirectory(folder.resolve("definitions"));
        Files.writeString(definitions.resolve("stub.conf"), definition());
        CatalogLoad load = ComponentCatalog.load(List.of(definitions));
        assertThat(load).as(load.toString()).isInstanceOf(CatalogLoad.Loaded.class);
        Role stub = new Role("stub");
        SpecResult spec = SpecParser.parse("c.json", clusterJson().getBytes(UTF_8), Set.of(Role.MASTER, stub));
        assertThat(spec).as(String.join("\n", spec.text())).isInstanceOf(SpecResult.Valid.class);
        AgentFacts facts = new AgentFacts(
                "0", "m", 1, state.toString(), state + "/store", List.of(), List.of(), null, 4, 1L << 30, 1024, 65530);
        Rendering rendering = new Renderer(
                        ((CatalogLoad.Loaded) load).catalog(),
                        ((SpecResult.Valid) spec).spec(),
                        ClusterFacts.unformed(new ClusterId("c1")))
                .render(HostName.of("10.0.0.1"), stub, facts);
        assertThat(rendering).as(rendering.toString()).isInstanceOf(Rendering.Rendered.class);
        return ((Rendering.Rendered) rendering).plan();
    }

    private static String clusterJson() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < VALUES.size(); i++) {
            settings.put("v" + i, VALUES.get(i));
        }
        try {
            return "{\"10.0.0.1\": {\"master\": true, \"stub\": "
                    + new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(settings) + "}}";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String definition() {
        List<String> settings = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        List<String> lower = new ArrayList<>();
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < VALUES.size(); i++) {
            String reference = "\"{{settings.v" + i + "}}\"";
            settings.add("v" + i + " { type = text, default = \"\", help = \"any\" }");
            arguments.add(reference);
            variables.add("V" + i + " = " + reference);
            lower.add("v" + i + " = " + reference);
            names.append(" \\\"$V").append(i).append("\\\"");
        }
        String script = "cat /proc/$$/cmdline >work/argv; cat /proc/$$/environ >work/environment; unset V0; "
                + ". ./conf/a.env; printf '%s\\\\000'" + names + " >work/sourced";
        return "kind = stub\ntitle = Stub\nrole = stub\nversion = \"1\"\n"
                + "install { home = /, required = [bin/sh] }\n"
                + "settings {\n" + String.join("\n", settings) + "\n}\n"
                + "directories = [work, conf]\n"
                + "files = [\n{ path = conf/a.properties, format = properties, content {\n" + String.join("\n", lower)
                + "\n} }\n{ path = conf/a.env, format = env, content {\n" + String.join("\n", variables) + "\n} }\n]\n"
                + "argv = [/bin/sh, \"-c\", \"" + script + "\", stub,\n" + String.join("\n", arguments) + "\n]\n"
                + "environment {\nPATH = \"/usr/bin:/bin\"\n" + String.join("\n", variables) + "\n}\n"
                + "needs { memory = 1m }\n"
                + "probes = [{ name = up, log = \"up\" }]\nstart-timeout = 20s\nstop { signal = TERM, grace = 5s }\n";
    }

    /** Texts that NUL ends. */
    private static List<String> texts(Path file) throws IOException {
        List<String> texts = new ArrayList<>(List.of(Files.readString(file).split("\0", -1)));
        texts.remove(texts.size() - 1);
        return texts;
    }
}
