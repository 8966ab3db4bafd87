package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.CORPUS;
import static dev.muster.common.spec.SpecFixtures.EXAMPLES;
import static dev.muster.common.spec.SpecFixtures.host;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class GoodFilesTest {

    static List<Path> goodFiles() throws IOException {
        return Stream.concat(
                        SpecFixtures.jsonFiles(CORPUS.resolve("good")).stream(),
                        SpecFixtures.jsonFiles(EXAMPLES).stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void isValidWithoutAWarning(Path file) throws IOException {
        SpecResult result = SpecFixtures.parse(file);

        assertThat(result.text()).isEmpty();
        assertThat(result).isInstanceOf(SpecResult.Valid.class);
    }

    @Test
    void theExampleIsTheFourMachineMap() throws IOException {
        ClusterSpec spec = ((SpecResult.Valid) SpecFixtures.parse(EXAMPLES.resolve("cluster.json"))).spec();

        assertThat(spec.name().value()).isEqualTo("muster");
        assertThat(spec.hosts().keySet().stream().map(HostName::value))
                .containsExactly("192.168.1.40", "192.168.1.41", "192.168.1.42", "192.168.1.43");
        assertThat(spec.componentIds()).hasSize(10);
        assertThat(spec.master().name().value()).isEqualTo("192.168.1.40");
    }

    @Test
    void theProductionExampleMergesGroupsPatternsAndExactHosts() throws IOException {
        ClusterSpec spec = ((SpecResult.Valid) SpecFixtures.parse(EXAMPLES.resolve("production.json"))).spec();

        assertThat(spec.hosts()).hasSize(46);
        assertThat(host(spec, "node07.dc1").roles()).containsOnlyKeys(Role.COMPUTE);
        HostSpec large = host(spec, "node21.dc1");
        assertThat(large.roles()).containsOnlyKeys(Role.COMPUTE, Role.BACKEND);
        assertThat(large.roles().get(Role.COMPUTE).get("cores").orElseThrow().value())
                .isEqualTo("32");
        assertThat(large.roles().get(Role.COMPUTE).get("memory").orElseThrow().value())
                .isEqualTo("96g");
        assertThat(large.labels()).containsEntry("rack", "r2");
        assertThat(host(spec, "ctl3.dc1").standby()).isTrue();
        assertThat(host(spec, "2001:db8::7")
                        .roles()
                        .get(Role.INDEX)
                        .get("dir")
                        .orElseThrow()
                        .value())
                .isEqualTo("/nvme/index");
    }
}
