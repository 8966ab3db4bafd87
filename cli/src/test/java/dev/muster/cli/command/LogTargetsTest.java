package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.view.ClusterView;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogTargetsTest {

    private static List<String> in(String... targets) throws CommandFailure, IOException {
        String status =
                Files.readString(Path.of("src/test/resources/status.json")).replace("192.168.1.41", "2001:db8::7");
        ClusterView view = StatusJson.read(
                new CoordinatorClient.Answer(URI.create("http://a:7480/"), status, 1_800_000_000_000L, 0, "", ""));
        return LogTargets.in(view, List.of(targets)).stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void aTargetIsAHostAComponentARoleOrAKind() throws CommandFailure, IOException {
        assertThat(in()).containsExactly("192.168.1.40/compute", "192.168.1.40/master", "2001:db8::7/compute");
        assertThat(in("192.168.1.40")).containsExactly("192.168.1.40/compute", "192.168.1.40/master");
        assertThat(in("compute")).containsExactly("192.168.1.40/compute", "2001:db8::7/compute");
        assertThat(in("spark-worker")).isEqualTo(in("compute"));
        assertThat(in("192.168.1.40/spark-master")).containsExactly("192.168.1.40/master");
        assertThat(in("2001:DB8:0::7/compute")).containsExactly("2001:db8::7/compute");
    }

    @Test
    void severalAreTheirUnionInTheOrderOfTheCluster() throws CommandFailure, IOException {
        assertThat(in("2001:db8::7", "master", "192.168.1.40/master"))
                .containsExactly("192.168.1.40/master", "2001:db8::7/compute");
    }

    @Test
    void whatIsNotThereIsToldWithTheNearestThatIs() {
        assertThatThrownBy(() -> in("compute", "mater")).isInstanceOfSatisfying(CommandFailure.class, e -> {
            assertThat(e.failure().message()).contains("\"mater\" names no component");
            assertThat(e.failure().hint()).contains("Did you mean master");
        });
    }
}
