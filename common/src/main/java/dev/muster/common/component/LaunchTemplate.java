package dev.muster.common.component;

import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.plan.LaunchPlan.CauseRule;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Probe.Match;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Everything of a definition that becomes part of a {@code LaunchPlan}, still with its references and conditions. */
record LaunchTemplate(
        List<String> directories,
        List<FileTemplate> files,
        Node argv,
        Node environment,
        boolean asAgentsUser,
        List<PortTemplate> ports,
        NeedsTemplate needs,
        List<ProbeTemplate> probes,
        long startTimeoutMs,
        StopPolicy stop,
        RestartPolicy restart,
        List<CauseRule> causes,
        @Nullable LeaveTemplate leave) {

    /**
     * A file of the instance.
     *
     * @param path below the instance directory
     * @param content a tree for the typed formats, one text for the others
     */
    record FileTemplate(
            String path,
            FileFormat format,
            int mode,
            Node content,
            @Nullable Condition when,
            String origin) {}

    /** A port; its address is the host's own when null. */
    record PortTemplate(
            String name,
            Node number,
            @Nullable Node address,
            @Nullable Condition when,
            String origin) {}

    /** What the machine must offer; a list is a sum. Null where it does not matter. */
    record NeedsTemplate(
            @Nullable Node memory,
            @Nullable Node disk,
            @Nullable Node openFiles,
            @Nullable Node mapCount,
            List<LimitTemplate> limits,
            String origin) {}

    /** A further limit of a process; {@code unlimited} for none. */
    record LimitTemplate(Limit limit, Node least, boolean required) {}

    /** One probe. */
    record ProbeTemplate(
            String name,
            ProbeLevel level,
            TargetTemplate target,
            List<CheckTemplate> checks,
            SortedMap<String, Node> captures,
            long intervalMs,
            long timeoutMs,
            @Nullable UnjoinedTemplate unjoined,
            @Nullable Condition when,
            String origin) {}

    /** When a component that its peers deny to know is restarted. */
    record UnjoinedTemplate(long afterMs, List<CheckTemplate> authority) {}

    /** How it leaves its cluster. */
    record LeaveTemplate(
            List<DeedTemplate> steps,
            List<ProbeTemplate> done,
            List<DeedTemplate> afterwards,
            long timeoutMs,
            List<String> leftCodes,
            Leave.Overdue overdue) {}

    /** One thing to do; its action is {@code http}, {@code exec}, {@code mbean} or {@code signal}, and has parts. */
    record DeedTemplate(
            String name,
            TargetTemplate action,
            long timeoutMs,
            @Nullable Condition when,
            String origin) {}

    /** What a probe asks: {@code http}, {@code tcp}, {@code cql}, {@code log}, {@code mbean} or {@code exec}, and the parts of the question. */
    record TargetTemplate(String type, SortedMap<String, Node> parts) {}

    /** One condition on the answer. */
    record CheckTemplate(Node path, Match match, Node value) {}

    /** One line of the start message. */
    record EndpointTemplate(
            String label,
            Node text,
            String variable,
            @Nullable Condition when,
            String origin) {}
}
