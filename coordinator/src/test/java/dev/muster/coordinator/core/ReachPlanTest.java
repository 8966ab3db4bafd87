package dev.muster.coordinator.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReachPlanTest {

    private static HostName host(int number) {
        return HostName.of(String.format("h%04d", number));
    }

    /** Hosts with three ports each, the first with one of the only master, too. */
    private static Map<HostName, List<Place>> cluster(int hosts) {
        Map<HostName, List<Place>> places = new TreeMap<>();
        for (int i = 0; i < hosts; i++) {
            List<Place> own = new ArrayList<>();
            for (int port = 7000; port < 7003; port++) {
                own.add(new Place(new ComponentId(host(i), Role.BACKEND), host(i).value(), port, "p" + port));
            }
            places.put(host(i), own);
        }
        places.get(host(0)).add(new Place(new ComponentId(host(0), Role.MASTER), host(0).value(), 7077, "master"));
        return places;
    }

    @Test
    void inASmallClusterEachHostTriesEveryPortOfTheOthers() {
        Map<HostName, List<Place>> places = cluster(10);
        ReachPlan plan = new ReachPlan(places);
        for (HostName from : places.keySet()) {
            List<Place> others = places.entrySet().stream()
                    .filter(each -> !each.getKey().equals(from))
                    .flatMap(each -> each.getValue().stream())
                    .toList();
            assertThat(plan.of(from)).containsExactlyInAnyOrderElementsOf(others);
        }
    }

    @Test
    void ofAThousandHostsEachTriesFewAndEveryPortIsTriedByMany() {
        Map<HostName, List<Place>> places = cluster(1_000);
        ReachPlan plan = new ReachPlan(places);
        Map<Place, Integer> tries = new HashMap<>();
        for (HostName from : places.keySet()) {
            List<Place> chosen = plan.of(from);
            assertThat(chosen)
                    .hasSizeLessThanOrEqualTo(ReachPlan.PLACES_MAX)
                    .doesNotHaveDuplicates()
                    .noneMatch(place -> place.component().host().equals(from));
            chosen.forEach(place -> tries.merge(place, 1, Integer::sum));
        }
        places.values()
                .forEach(own -> own.forEach(place -> assertThat(tries.get(place))
                        .as("%s", place)
                        .isGreaterThanOrEqualTo(place.component().role().equals(Role.MASTER) ? 999 : 40)));
    }

    @Test
    void whoHasNoPortsTriesThoseOfTheOthersAllTheSame() {
        Map<HostName, List<Place>> places = cluster(2);
        places.put(host(7), List.of());
        assertThat(new ReachPlan(places).of(host(7))).hasSize(7);
        assertThat(new ReachPlan(Map.of(host(7), List.of())).of(host(7))).isEmpty();
    }
}
