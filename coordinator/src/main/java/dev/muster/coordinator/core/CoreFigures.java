package dev.muster.coordinator.core;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.view.ClusterView;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator's core can count.
 *
 * @param view null while another coordinator leads
 * @param phaseMs milliseconds in each phase under this leadership, the present one included; without those never entered
 * @param heartbeatAgeMaxMs milliseconds since the longest silent of the registered agents was heard; 0 when there is none
 * @param ignored what was ignored or refused since this process began, by reason
 */
public record CoreFigures(
        @Nullable ClusterView view,
        Map<ClusterPhase, Long> phaseMs,
        long heartbeatAgeMaxMs,
        SortedMap<String, Long> ignored) {}
