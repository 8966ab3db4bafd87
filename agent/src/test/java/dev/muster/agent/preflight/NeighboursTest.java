package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class NeighboursTest {

    private static Place place(String address, int port) {
        return new Place(new ComponentId(HostName.of("127.0.0.9"), Role.INDEX), address, port, "http");
    }

    private static Failure failure(Check check) {
        assertThat(check.result()).isEqualTo(Result.FAILED);
        return Objects.requireNonNull(check.failure());
    }

    @Test
    void whatListensIsReached() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.9"));
                ServerSocket two = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.9"))) {
            List<Check> checks = new Neighbours()
                    .look(
                            "127.0.0.8",
                            List.of(place("127.0.0.9", one.getLocalPort()), place("127.0.0.9", two.getLocalPort())));
            assertThat(checks)
                    .containsExactly(
                            Check.ok("address 127.0.0.8", null, "is this machine's"),
                            Check.ok("ports of other hosts", null, "2 ports of 1 host reached"));
        }
    }

    @Test
    void onlyWhatIsNotReachedIsNamed() throws IOException {
        int closed;
        try (ServerSocket gone = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.9"))) {
            closed = gone.getLocalPort();
        }
        try (ServerSocket open = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.9"))) {
            Failure failure = failure(new Neighbours()
                    .look(
                            "127.0.0.8",
                            List.of(
                                    place("127.0.0.9", open.getLocalPort()),
                                    place("127.0.0.9", closed),
                                    place("no-such-host.invalid", 9200)))
                    .get(1));
            assertThat(failure.code()).isEqualTo("PORTS_NOT_REACHED");
            assertThat(failure.message()).isEqualTo("2 of 3 ports of 1 host are not reached from here");
            assertThat(failure.detail())
                    .containsExactly(
                            "127.0.0.9/index 127.0.0.9 port " + closed + " (http): connection refused",
                            "127.0.0.9/index no-such-host.invalid port 9200 (http): the name is not known here");
        }
    }

    @Test
    void aNameThatMeansThisMachineItselfIsATrapElsewhere() {
        // As Debian's /etc/hosts has it for the machine's own name.
        Neighbours trapped = new Neighbours(
                name -> new InetAddress[] {InetAddress.getByName("127.0.1.1")},
                new OwnName(Path.of("/nowhere"), List.of("192.0.2.7")));
        Failure own = failure(trapped.look("db-1", List.of()).get(0));
        assertThat(own.code()).isEqualTo("NAME_IS_LOOPBACK");
        Failure other =
                failure(trapped.look("db-1", List.of(place("db-2", 9200))).get(1));
        assertThat(other.detail().get(0)).endsWith("which is this machine itself");
    }

    @Test
    void anAddressOfAnotherMachineIsNamed() {
        assertThat(failure(new Neighbours().look("192.0.2.1", List.of()).get(0)).code())
                .isEqualTo("ADDRESS_NOT_LOCAL");
        assertThat(failure(new Neighbours()
                                .look("no-such-host.invalid", List.of())
                                .get(0))
                        .code())
                .isEqualTo("NAME_UNKNOWN");
    }
}
