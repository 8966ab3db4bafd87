package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.Unreached.Cause;
import dev.muster.coordinator.core.ReachFindings.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

final class ReachFindingsTest {

    private static final int HOSTS = 11;

    private static HostName host(int number) {
        return HostName.of("10.0.0." + number);
    }

    private static Place place(int host, int port) {
        return new Place(new ComponentId(host(host), Role.BACKEND), host(host).value(), port, "storage");
    }

    private static Unreached unreached(Place place, Cause cause) {
        return new Unreached(place, cause, "no answer within 2000 ms");
    }

    /** Each of eleven hosts tries two ports of each other one. */
    private static Map<HostName, List<Check>> found(BiPredicate<Integer, Place> blocked) {
        Map<HostName, Outcome> outcomes = new TreeMap<>();
        for (int from = 1; from <= HOSTS; from++) {
            List<Place> tried = new ArrayList<>();
            List<Unreached> unreached = new ArrayList<>();
            for (int to = 1; to <= HOSTS; to++) {
                for (int port : new int[] {7000, 9042}) {
                    if (to != from) {
                        Place place = place(to, port);
                        tried.add(place);
                        if (blocked.test(from, place)) {
                            unreached.add(unreached(place, Cause.TIMED_OUT));
                        }
                    }
                }
            }
            outcomes.put(host(from), new Outcome(tried, unreached));
        }
        return ReachFindings.of(outcomes, Map.of(host(3), Firewall.FIREWALLD));
    }

    private static Failure failure(Check check) {
        return Objects.requireNonNull(check.failure());
    }

    @Test
    void nothingIsFoundWhereAllIsReached() {
        assertThat(found((from, place) -> false)).isEmpty();
    }

    @Test
    void oneClosedPortIsOneFindingHoweverManyDoNotReachIt() {
        Map<HostName, List<Check>> found = found((from, place) -> from != 5 && place.equals(place(3, 7000)));
        assertThat(found).containsOnlyKeys(host(3));
        Check check = found.get(host(3)).get(0);
        assertThat(check.name()).isEqualTo("port 7000 (storage) from other hosts");
        assertThat(check.role()).isEqualTo(Role.BACKEND);
        assertThat(failure(check).code()).isEqualTo("PORT_NOT_REACHED");
        assertThat(failure(check).message())
                .isEqualTo("9 of 10 hosts cannot reach 10.0.0.3:7000 (storage): timed out (a firewall?)");
        assertThat(failure(check).hint())
                .startsWith(
                        "On 10.0.0.3: sudo firewall-cmd --permanent --add-port=7000/tcp && sudo firewall-cmd --reload")
                .endsWith("nc -vz 10.0.0.3 7000");
        assertThat(failure(check).detail())
                .hasSize(9)
                .startsWith("from 10.0.0.1: no answer within 2000 ms")
                .endsWith("and from 1 more");
    }

    @Test
    void aHostThatReachesNothingIsOneFindingOfItsOwn() {
        Map<HostName, List<Check>> found =
                found((from, place) -> from == 4 || place.equals(place(3, 7000)) && from == 6);
        assertThat(found).containsOnlyKeys(host(3), host(4));
        assertThat(failure(found.get(host(4)).get(0)).message())
                .isEqualTo("10.0.0.4 reaches none of 20 ports of 10 other hosts, which others do reach: timed out (a"
                        + " firewall?)");
        assertThat(failure(found.get(host(3)).get(0)).message()).startsWith("1 of 9 hosts cannot reach");
    }

    @Test
    void whereNobodyReachesAnythingThePortsAreNamed() {
        Map<HostName, List<Check>> found = found((from, place) -> true);
        assertThat(found).hasSize(HOSTS);
        assertThat(failure(found.get(host(1)).get(0)).message()).startsWith("10 of 10 hosts cannot reach");
    }

    @Test
    void eachCauseHasItsRepair() {
        Place place = place(3, 7000);
        for (Cause cause : Cause.values()) {
            Map<HostName, List<Check>> found = ReachFindings.of(
                    Map.of(host(1), new Outcome(List.of(place), List.of(unreached(place, cause)))), Map.of());
            Failure failure = failure(found.get(host(3)).get(0));
            assertThat(failure.message()).contains("1 of 1 host cannot reach").endsWith(cause.words());
            assertThat(failure.hint()).startsWith(cause == Cause.OTHER_ANSWERED ? "Another machine" : "On 10.0.0.");
        }
    }

    @Test
    void whatWasNotAskedForSaysNothing() {
        Place other = place(9, 22);
        Outcome outcome = new Outcome(
                List.of(place(3, 7000)), List.of(unreached(other, Cause.REFUSED), unreached(other, Cause.REFUSED)));
        assertThat(ReachFindings.of(Map.of(host(1), outcome), Map.of())).isEmpty();
    }
}
