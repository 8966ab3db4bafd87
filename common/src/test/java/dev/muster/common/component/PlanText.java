package dev.muster.common.component;

import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.Leave;

/** A plan as a text that a reviewer reads; what the golden files hold. */
final class PlanText {

    private PlanText() {}

    static String of(LaunchPlan plan) {
        StringBuilder out = new StringBuilder();
        line(out, plan.role() + ": " + plan.kind() + " " + plan.version() + ", user " + plan.runAs());
        line(out, "install " + install(plan.install()));
        line(out, "instance " + plan.instance());
        plan.directories().forEach(d -> line(out, "directory " + d));
        line(out, "");
        plan.argv().forEach(a -> line(out, "arg " + a));
        line(out, "");
        plan.environment().forEach((n, v) -> line(out, "env " + n + "=" + v));
        line(out, "");
        for (Port port : plan.ports()) {
            line(out, "port " + port.name() + " " + port.address() + ":" + port.number());
        }
        line(out, "needs " + plan.needs());
        plan.probes().forEach(p -> line(out, "probe " + p));
        line(out, "start within " + plan.startTimeoutMs() + " ms; " + plan.stop() + "; " + plan.restart());
        Leave leave = plan.leave();
        if (leave != null) {
            leave.steps().forEach(d -> line(out, "leave by " + d));
            leave.done().forEach(p -> line(out, "has left when " + p));
            leave.afterwards().forEach(d -> line(out, "afterwards " + d));
            line(
                    out,
                    "leave within " + leave.timeoutMs() + " ms, else " + leave.overdue() + "; has left before with "
                            + leave.leftCodes());
        }
        plan.causes().forEach(c -> line(out, "cause " + c.code() + " of " + c.pattern()));
        plan.files()
                .forEach(f -> line(
                        out, "\n--- " + f.path() + " " + Integer.toOctalString(f.mode()) + "\n" + f.content() + "---"));
        return out.toString();
    }

    private static String install(Install install) {
        return install instanceof Install.Assembled assembled
                ? assembled.home() + " of " + assembled.items().size() + " items"
                : install.toString();
    }

    private static void line(StringBuilder out, String line) {
        out.append(line).append('\n');
    }
}
