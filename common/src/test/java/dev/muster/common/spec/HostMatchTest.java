package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.HostMatch.Machine;
import dev.muster.common.spec.HostMatch.NetworkAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostMatchTest {

    private static final ClusterSpec SPEC = SpecFixtures.valid("""
            {"192.168.1.40": {"master": true}, "192.168.1.41": {"compute": true}, "node07.dc1": {"compute": true},
             "db1": {"backend": true}, "2001:db8::7": {"index": true}, "ctl1": {"compute": true, "address": "10.0.0.11"}}""");
    private static final ClusterSpec LOOPBACK =
            SpecFixtures.valid("{\"127.0.0.1\": {\"master\": true}, \"127.0.0.2\": {\"compute\": true}}");
    private static final ClusterSpec ALONE = SpecFixtures.valid("{\"localhost\": {\"master\": true}}");

    /** Addresses are {@code address/device}. */
    private static Machine machine(@Nullable String addresses, @Nullable String names) {
        List<NetworkAddress> all = new ArrayList<>();
        all.add(new NetworkAddress(HostName.of("127.0.0.1"), "lo"));
        for (String text : addresses == null ? new String[0] : addresses.split(" ")) {
            String[] parts = text.split("/");
            all.add(new NetworkAddress(HostName.of(parts[0]), parts[1]));
        }
        return new Machine(all, names == null ? List.of() : Arrays.asList(names.split(" ")));
    }

    private static String outcome(HostMatch.Match match) {
        return match instanceof HostMatch.Found found
                ? found.host().value()
                : ((HostMatch.NotFound) match).failure().code();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            192.168.1.40          |                                   |            | 192.168.1.40
            192.168.1.41          | 192.168.1.40/eth0                 |            | 192.168.1.41
            192.168.1.44          | 192.168.1.41/eth0                 | db-3       | HOST_NOT_IN_FILE
            192.168.1.4           |                                   |            | HOST_NOT_IN_FILE
            192.168.1.040         |                                   |            | HOST_NOT_IN_FILE
            192.168.1.40:7420     |                                   |            | HOST_NOT_IN_FILE
            http://192.168.1.40/  |                                   |            | HOST_NOT_IN_FILE
            NODE07.dc1            |                                   |            | node07.dc1
            node07.dc1.           |                                   |            | node07.dc1
            node07                |                                   |            | HOST_NOT_IN_FILE
            node7.dc1             |                                   |            | HOST_NOT_IN_FILE
            DB1                   |                                   |            | db1
            db1.example.org       |                                   |            | HOST_NOT_IN_FILE
            2001:db8::7           |                                   |            | 2001:db8::7
            [2001:db8::7]         |                                   |            | 2001:db8::7
            2001:0DB8:0:0:0:0:0:7 |                                   |            | 2001:db8::7
            [2001:db8::7]:7420    |                                   |            | HOST_NOT_IN_FILE
            2001:db8::8           |                                   |            | HOST_NOT_IN_FILE
            ctl1                  |                                   |            | ctl1
            10.0.0.11             |                                   |            | ctl1
            10.0.0.12             |                                   |            | HOST_NOT_IN_FILE
            --cluster             |                                   |            | HOST_NOT_IN_FILE
            $(reboot)             |                                   |            | HOST_NOT_IN_FILE
            node[01-20]           |                                   |            | HOST_NOT_IN_FILE
            [192.168.1.40]        |                                   |            | HOST_NOT_IN_FILE
            192.168.1.40.         |                                   |            | 192.168.1.40
            ::ffff:192.168.1.40   |                                   |            | 192.168.1.40
            ::FFFF:192.168.1.41   |                                   |            | 192.168.1.41
            ::ffff:c0a8:128       |                                   |            | 192.168.1.40
            [::ffff:192.168.1.40] |                                   |            | 192.168.1.40
            ::ffff:10.0.0.11      |                                   |            | ctl1
            ::ffff:192.168.1.44   |                                   |            | HOST_NOT_IN_FILE
            ::192.168.1.40        |                                   |            | HOST_NOT_IN_FILE
            2001:DB8::7           |                                   |            | 2001:db8::7
            2001:db8::0007        |                                   |            | 2001:db8::7
            2001:db8:0::0:7       |                                   |            | 2001:db8::7
            2001:db8::7%eth0      |                                   |            | 2001:db8::7
            [2001:db8::7%eth0]    |                                   |            | 2001:db8::7
            2001:db8::8%eth0      |                                   |            | HOST_NOT_IN_FILE
            [2001:db8::7          |                                   |            | HOST_NOT_IN_FILE
            2001:db8::7]          |                                   |            | HOST_NOT_IN_FILE
            2001:db8:::7          |                                   |            | HOST_NOT_IN_FILE
            Node07.DC1.           |                                   |            | node07.dc1
            node07.dc1..          |                                   |            | HOST_NOT_IN_FILE
            node07.dc1.example    |                                   |            | HOST_NOT_IN_FILE
            db1.                  |                                   |            | db1
            Db1.                  |                                   |            | db1
            CTL1                  |                                   |            | ctl1
            10.0.0.11.            |                                   |            | ctl1
            db1%eth0              |                                   |            | HOST_NOT_IN_FILE
            localhost             |                                   |            | HOST_NOT_IN_FILE
            127.0.0.1             |                                   |            | HOST_NOT_IN_FILE
                                  | 192.168.1.41/eth0                 |            | 192.168.1.41
                                  | 10.9.9.9/eth0 192.168.1.40/eth1   | db-3       | 192.168.1.40
                                  | 192.168.1.40/eth0 192.168.1.41/e1 |            | HOST_AMBIGUOUS
                                  | 192.168.1.40/eth0                 | db1        | HOST_AMBIGUOUS
                                  | 192.168.1.41/eth0 192.168.1.41/e1 |            | 192.168.1.41
                                  | 2001:db8::7/eth0                  |            | 2001:db8::7
                                  | 10.0.0.11/eth0                    |            | ctl1
                                  | 10.0.0.11/eth0                    | ctl1       | ctl1
                                  | 10.0.0.99/eth0                    | db1        | db1
                                  | 10.0.0.99/eth0                    | DB1        | db1
                                  | 10.0.0.99/eth0                    | db1.lan    | db1
                                  | 10.0.0.99/eth0                    | node07     | node07.dc1
                                  | 10.0.0.99/eth0                    | node07.dc1 | node07.dc1
                                  | 10.0.0.99/eth0                    | node07.dc2 | HOST_NOT_FOUND
                                  | 10.0.0.99/eth0                    | node0      | HOST_NOT_FOUND
                                  | 10.0.0.99/eth0                    | 192        | HOST_NOT_FOUND
                                  | 10.0.0.99/eth0                    | localhost  | HOST_NOT_FOUND
                                  |                                   |            | HOST_NOT_FOUND
            """)
    void theNamedHostOrTheOnlyOneThatCanBeMeant(
            @Nullable String asked, @Nullable String addresses, @Nullable String names, String expected) {
        HostMatch match = new HostMatch(SPEC, "cluster.json", machine(addresses, names));

        assertThat(outcome(match.of(asked))).isEqualTo(expected);
    }

    @Test
    void aLoopbackAddressIsEveryMachinesAndFindsNothing() {
        HostMatch match = new HostMatch(LOOPBACK, "cluster.json", machine(null, "localhost"));

        assertThat(outcome(match.of(null))).isEqualTo("HOST_NOT_FOUND");
        assertThat(outcome(match.of("127.0.0.2"))).isEqualTo("127.0.0.2");
        assertThat(outcome(new HostMatch(ALONE, "cluster.json", machine(null, null)).of(null)))
                .isEqualTo("localhost");
    }

    @Test
    void aWrongNameIsAnsweredWithTheFilesHostsAndTheMachinesAddresses() {
        HostMatch match =
                new HostMatch(SPEC, "cluster.json", machine("192.168.1.41/eth0 10.0.3.7/eth1 fd00::1/eth1", "db-3"));

        Failure failure = ((HostMatch.NotFound) match.of("192.168.1.44")).failure();

        assertThat(failure.message()).isEqualTo("\"192.168.1.44\" is not a host of cluster.json");
        assertThat(failure.detail())
                .containsExactly(
                        "cluster.json:  192.168.1.40 (master)  192.168.1.41  node07.dc1  db1  2001:db8::7  ctl1",
                        "this machine:  192.168.1.41 (eth0)  10.0.3.7 (eth1)  fd00::1 (eth1)  name db-3");
        assertThat(failure.hint())
                .isEqualTo(
                        "192.168.1.41 is in the file. Did you mean: muster start -h 192.168.1.41 --cluster cluster.json");
    }

    @Test
    void aMisspeltNameIsCorrectedAndAForeignOneIsExplained() {
        HostMatch match = new HostMatch(SPEC, "c.json", machine(null, null));

        assertThat(((HostMatch.NotFound) match.of("node70.dc1")).failure().hint())
                .isEqualTo("Did you mean: muster start -h node07.dc1 --cluster c.json");
        assertThat(((HostMatch.NotFound) match.of("something-else")).failure().hint())
                .startsWith("A new machine?");
        assertThat(((HostMatch.NotFound) match.of("a\u001b[2J\nb")).failure().message())
                .isEqualTo("\"a\\u001b[2J\\u000ab\" is not a host of c.json");
    }

    @Test
    void aLongListIsCut() {
        ClusterSpec large = SpecFixtures.valid("{\"m\": {\"master\": true}, \"n[1-500]\": {\"compute\": true}}");
        HostMatch match = new HostMatch(large, "c.json", machine(null, null));

        String listed =
                ((HostMatch.NotFound) match.of("zzz")).failure().detail().get(0);

        assertThat(listed).contains("n11").doesNotContain("n12").endsWith("and 489 more");
    }
}
