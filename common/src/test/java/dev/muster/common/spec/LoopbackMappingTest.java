package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopbackMappingTest {

    @Test
    void everyHostGetsItsOwnAddressInTheOrderOfTheFile() throws IOException {
        ClusterSpec spec =
                ((SpecResult.Valid) SpecFixtures.parse(SpecFixtures.EXAMPLES.resolve("cluster.json"))).spec();

        LoopbackMapping mapping = LoopbackMapping.of(spec, "127.37.12");

        assertThat(mapping.hosts().values().stream().map(HostName::value))
                .containsExactly("127.37.12.1", "127.37.12.2", "127.37.12.3", "127.37.12.4");
        assertThat(mapping.spec().master().name().value()).isEqualTo("127.37.12.1");
        assertThat(mapping.spec().componentIds()).hasSize(10);
    }

    @Test
    void itsTextSaysTheSame() throws IOException {
        ClusterSpec spec =
                ((SpecResult.Valid) SpecFixtures.parse(SpecFixtures.EXAMPLES.resolve("production.json"))).spec();

        LoopbackMapping mapping = LoopbackMapping.of(spec, "127.0.5");

        assertThat(SpecDifference.lines(mapping.spec(), valid(mapping.text()))).isEmpty();
        assertThat(mapping.spec().hosts().values()).allMatch(host -> host.address() == null);
    }

    @Test
    void loopbackAddressesStayAndAreNotGivenTwice() {
        ClusterSpec spec = valid("""
                {"127.37.12.2": {"master": true}, "localhost": {"compute": true}, "::1": {"compute": true},
                 "127.0.0.1": {"compute": true}}""");

        assertThat(LoopbackMapping.of(spec, "127.37.12").hosts().values().stream()
                        .map(HostName::value))
                .containsExactly("127.37.12.2", "127.37.12.1", "127.37.12.3", "127.0.0.1");
    }

    @Test
    void tenThousandHostsGetTenThousandUsableAddresses() {
        ClusterSpec spec = valid("{\"m\": {\"master\": true}, \"n[1-9999]\": {\"compute\": true}}");

        List<HostName> addresses =
                List.copyOf(LoopbackMapping.of(spec, "127.254.255").hosts().values());

        assertThat(new HashSet<>(addresses)).hasSize(10_000);
        assertThat(addresses)
                .allMatch(HostName::isLoopback)
                .noneMatch(a -> a.value().endsWith(".0") || a.value().endsWith(".255"));
        assertThat(addresses.get(254).value()).isEqualTo("127.255.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "127", "127.0", "127.0.0.1", "10.0.0", "127.255.0", "127.0.256", "127.a.b", "127.999.1"})
    void onlyThreeNumbersOfALoopbackAddressAreAPrefix(String prefix) {
        ClusterSpec spec = valid("{\"m\": {\"master\": true}}");

        assertThatThrownBy(() -> LoopbackMapping.of(spec, prefix)).isInstanceOf(IllegalArgumentException.class);
    }
}
