package dev.muster.cli.console;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Fix;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Repair.Outcome;
import dev.muster.common.model.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChecksTextTest {

    private static Map<String, List<Check>> found() {
        Map<String, List<Check>> found = new LinkedHashMap<>();
        found.put(
                "192.168.1.41",
                List.of(
                        Check.ok("address 192.168.1.41", null, "is this machine's"),
                        Check.ok("port 9042 (cql)", Role.BACKEND, "free"),
                        Check.failed(
                                "vm.max_map_count",
                                Role.INDEX,
                                Failure.of(
                                        "MAP_COUNT_TOO_LOW",
                                        "vm.max_map_count is 65530, and 262144 is needed",
                                        "sudo sysctl -w vm.max_map_count=262144"))));
        found.put(
                "192.168.1.42",
                List.of(
                        Check.warning(
                                "clock",
                                null,
                                Failure.of(
                                        "CLOCK_DIFFERS",
                                        "its clock is 3 s ahead of the coordinator's",
                                        "chronyc tracking")),
                        Check.failed(
                                "12 ports of 3 hosts",
                                null,
                                new Failure(
                                        "PORTS_NOT_REACHED",
                                        "1 of them are not reached from here",
                                        "open the port between the machines",
                                        List.of("192.168.1.41/index 192.168.1.41 port 9200 (http): no answer")))));
        return found;
    }

    @Test
    void ofAllHostsOnlyWhatIsWrongIsListed() throws IOException {
        Golden.check("doctor-80", new ChecksText(Glyphs.UNICODE, 80).lines(found(), false));
        Golden.check("doctor-ascii-40", 40, new ChecksText(Glyphs.ASCII, 40).lines(found(), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void whatWouldBeRepairedAndWhatCameOfIt(int columns) throws IOException {
        String command = "sudo sysctl -w vm.max_map_count=262144";
        String what =
                "raises vm.max_map_count from 65530 to 262144, now and in /etc/sysctl.d/zz-muster.conf for later boots";
        Check mapCount = Objects.requireNonNull(found().get("192.168.1.41")).get(2);
        Map<String, List<Check>> offers = Map.of("192.168.1.41", List.of(mapCount.fixable(new Fix(what, command))));
        RepairsText text = new RepairsText(Glyphs.UNICODE);
        List<Line> lines = new ArrayList<>(text.offers(offers));
        lines.addAll(text.outcomes(
                "192.168.1.41",
                List.of(
                        new Repair("vm.max_map_count", Outcome.DONE, what, ""),
                        new Repair("open files", Outcome.NOT_PERMITTED, "user 1000 may not", command),
                        new Repair("disk", Outcome.REFUSED, "that is left to a person", "df -h /"),
                        new Repair("address db-1", Outcome.FAILED, "/etc/hosts: busy", ""))));
        Golden.check("doctor-fix-" + columns, columns, lines);
    }

    @Test
    void allIsListedWhereThatIsWanted() throws IOException {
        Golden.check("doctor-all-80", new ChecksText(Glyphs.UNICODE, 80).lines(found(), true));
    }

    @Test
    void whereAllIsWellOneLineSaysSo() throws IOException {
        Golden.check(
                "doctor-well-80",
                new ChecksText(Glyphs.UNICODE, 80)
                        .lines(Map.of("a", List.of(Check.ok("disk", null, "plenty"))), false));
    }
}
