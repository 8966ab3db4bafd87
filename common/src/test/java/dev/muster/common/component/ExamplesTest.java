package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that users copy work as they stand. */
final class ExamplesTest {

    private static final Path GUIDE = Path.of("../docs/adding-a-component.md");
    private static final Pattern KEY_USED = Pattern.compile(
            "(?:text|neededText|flag|integer|durationMs|section|has|"
                    + "sections|texts|items|needed|optional|needs?|take)\\((?:section, |top, |step, |object, )?\"([a-z$][a-z0-9-]*)\"");

    private final ComponentCatalog catalog = FourHosts.catalog(FourHosts.BUILT_IN, FourHosts.EXAMPLES);

    @Test
    void theWebExampleRenders() throws IOException {
        ClusterSpec spec = parse(Path.of("../examples/web.json"), catalog);
        assertThat(catalog.problems(spec)).isEmpty();
        Renderer renderer = new Renderer(catalog, spec, FourHosts.unformed());
        Golden.check(
                "web.plan.txt",
                PlanText.of(FourHosts.plan(
                        renderer.render(HostName.of("192.168.1.41"), new Role("web"), FourHosts.machine()))));
    }

    @Test
    void theBalancerOfTheDocumentsIsGoodAndItsPortsAreChecked(@TempDir Path folder) throws IOException {
        String file = exampleBelow("## Balancer");
        Files.writeString(folder.resolve("good.json"), file);
        Files.writeString(folder.resolve("bad.json"), file.replace("\"${address}:${port.http}\"", "\"${port.htp}\""));

        assertThat(catalog.problems(parse(folder.resolve("good.json"), catalog)))
                .isEmpty();
        assertThat(catalog.problems(parse(folder.resolve("bad.json"), catalog)))
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("VARIABLE_MISSING");
                    assertThat(failure.message())
                            .endsWith("bad.json:8:15: \"${port.htp}\" has no value for 10.0.0.11/web");
                    assertThat(failure.hint()).isEqualTo("ports of its component are http");
                });
    }

    /** The example names the cache of a component of the reader's own; that of these tests has a greeting. */
    @Test
    void thePairOfTheDocumentsIsGoodAndThePortsOfItsWarmUpAreChecked(@TempDir Path folder) throws IOException {
        String file = "{" + exampleBelow("### Pairs").replace("\"cache\"", "\"greeting\"")
                + ", \"hosts\": {\"10.0.0.10\": {\"master\": true}, \"10.0.0.11\": {\"web\": true}}}";
        Files.writeString(folder.resolve("good.json"), file);
        Files.writeString(folder.resolve("bad.json"), file.replace("${port.http}", "${port.htp}"));

        assertThat(catalog.problems(parse(folder.resolve("good.json"), catalog)))
                .isEmpty();
        assertThat(catalog.problems(parse(folder.resolve("bad.json"), catalog)))
                .singleElement()
                .satisfies(failure -> assertThat(failure.message())
                        .endsWith("bad.json:8:7: \"${port.htp}\" has no value for 10.0.0.11/web"));
    }

    private static String exampleBelow(String heading) throws IOException {
        String text = Files.readString(Path.of("../docs/changing-a-cluster.md"));
        String example = text.substring(text.indexOf("```json\n", text.indexOf("\n" + heading + "\n")) + 8);
        return example.substring(0, example.indexOf("```"));
    }

    @Test
    void theExampleOfTheGuideRenders(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("example.conf"), block("hocon"));
        Files.writeString(folder.resolve("cluster.json"), block("json"));
        ComponentCatalog own = FourHosts.catalog(FourHosts.BUILT_IN, folder);
        ClusterSpec spec = parse(folder.resolve("cluster.json"), own);
        assertThat(own.problems(spec)).isEmpty();
        Renderer renderer = new Renderer(own, spec, FourHosts.unformed());
        Role role = new Role("cache");
        assertThat(spec.hostsWith(role)).isNotEmpty();
        spec.hostsWith(role).forEach(host -> FourHosts.plan(renderer.render(host.name(), role, FourHosts.machine())));
        assertThat(own.rules(spec)).hasSize(2);
    }

    @Test
    void theGuideNamesEveryKeyThatIsRead() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> missing = new ArrayList<>();
        for (String reader : List.of("DefinitionReader", "LaunchReader", "NodeReader")) {
            Matcher keys = KEY_USED.matcher(
                    Files.readString(Path.of("src/main/java/dev/muster/common/component/" + reader + ".java")));
            while (keys.find()) {
                if (!guide.contains("`" + keys.group(1) + "`")) {
                    missing.add(keys.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCodeOfACauseIsDocumented() throws IOException {
        String failures = Files.readString(Path.of("../docs/failures.md"));
        catalog.kinds().values().stream()
                .flatMap(definition -> definition.launch().causes().stream())
                .forEach(cause -> assertThat(failures).contains("`" + cause.code() + "`"));
        GeneralCauses.ALL.forEach(cause -> assertThat(failures).contains("`" + cause.code() + "`"));
    }

    private static String block(String language) throws IOException {
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    private static ClusterSpec parse(Path file, ComponentCatalog known) throws IOException {
        SpecResult result = SpecParser.parse(file.toString(), Files.readAllBytes(file), known.roles());
        assertThat(result).isInstanceOf(SpecResult.Valid.class);
        return ((SpecResult.Valid) result).spec();
    }
}
