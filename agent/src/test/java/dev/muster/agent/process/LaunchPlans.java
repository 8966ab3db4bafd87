package dev.muster.agent.process;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plans that run shell scripts in place of real components. */
final class LaunchPlans {

    private LaunchPlans() {}

    static LaunchPlan script(Path instance, String script) {
        return of(instance, List.of("/bin/sh", "-c", script), Map.of("PATH", "/usr/bin:/bin"), List.of(), null);
    }

    static LaunchPlan of(
            Path instance, List<String> argv, Map<String, String> environment, List<RenderedFile> files, RunAs runAs) {
        return new LaunchPlan(
                new Role("mock"),
                "mock",
                "1",
                new Install.ExistingHome("/", List.of()),
                instance.toString(),
                List.of(instance.resolve("data").toString()),
                files,
                argv,
                new TreeMap<>(environment),
                runAs,
                List.of(),
                new LaunchPlan.Needs(0, 0, 0, 0, List.of()),
                List.of(),
                60_000,
                new LaunchPlan.StopPolicy("TERM", 5_000),
                new LaunchPlan.RestartPolicy(1_000, 60_000, 5, 300_000, List.of()),
                List.of(),
                null,
                new PlanHash("0".repeat(64)));
    }
}
