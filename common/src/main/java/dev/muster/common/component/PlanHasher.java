package dev.muster.common.component;

import dev.muster.common.model.PlanHash;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Leave.Action;
import dev.muster.common.model.plan.Leave.Deed;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Check;
import dev.muster.common.model.plan.Probe.Target;
import dev.muster.common.model.plan.Probe.Unjoined;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The hash of a plan: over everything in it but the hash itself, in one fixed order. */
public final class PlanHasher {

    private PlanHasher() {}

    public static PlanHash hash(LaunchPlan plan) {
        Digest digest = new Digest();
        digest.text(plan.role().value()).text(plan.kind()).text(plan.version());
        install(digest, plan.install());
        digest.text(plan.instance()).texts(plan.directories());
        plan.files().forEach(f -> digest.text(f.path()).text(f.content()).number(f.mode()));
        digest.number(plan.files().size()).texts(plan.argv());
        texts(digest, plan.environment());
        digest.text(
                plan.runAs() == null
                        ? ""
                        : plan.runAs().uid() + ":" + plan.runAs().gid());
        plan.ports().forEach(p -> digest.text(p.name()).text(p.address()).number(p.number()));
        digest.number(plan.ports().size());
        digest.number(plan.needs().memoryBytes()).number(plan.needs().diskBytes());
        digest.number(plan.needs().openFiles()).number(plan.needs().mapCount());
        plan.needs().limits().forEach(n -> digest.text(n.limit() + " " + n.least() + " " + n.required()));
        plan.probes().forEach(probe -> probe(digest, probe));
        digest.number(plan.probes().size()).number(plan.startTimeoutMs());
        digest.text(plan.stop().signal()).number(plan.stop().graceMs());
        digest.number(plan.restart().backoffMinMs()).number(plan.restart().backoffMaxMs());
        digest.number(plan.restart().flapMax()).number(plan.restart().flapWindowMs());
        plan.restart().fatalExits().forEach(digest::number);
        digest.number(plan.restart().fatalExits().size());
        plan.causes()
                .forEach(c ->
                        digest.text(c.pattern()).text(c.code()).text(c.cause()).text(c.fix()));
        digest.number(plan.causes().size());
        Leave leave = plan.leave();
        if (leave != null) {
            leave(digest, leave);
        }
        return new PlanHash(digest.hex());
    }

    private static void leave(Digest digest, Leave leave) {
        deeds(digest, leave.steps());
        leave.done().forEach(probe -> probe(digest, probe));
        digest.number(leave.done().size());
        deeds(digest, leave.afterwards());
        digest.number(leave.timeoutMs()).texts(leave.leftCodes());
        if (leave.overdue() != Leave.Overdue.FAIL) {
            digest.text(String.valueOf(leave.overdue()));
        }
    }

    private static void deeds(Digest digest, List<Deed> deeds) {
        for (Deed deed : deeds) {
            digest.text(deed.name()).number(deed.timeoutMs());
            if (deed.action() instanceof Action.Http http) {
                digest.text("http").text(http.method()).texts(http.urls()).text(http.body());
            } else if (deed.action() instanceof Action.Exec exec) {
                digest.text("exec").texts(exec.argv());
            } else if (deed.action() instanceof Action.Mbean mbean) {
                digest.text("mbean")
                        .text(mbean.object())
                        .text(mbean.operation())
                        .texts(mbean.arguments());
            } else if (deed.action() instanceof Action.Signal signal) {
                digest.text("signal").text(signal.name());
            }
        }
        digest.number(deeds.size());
    }

    private static void install(Digest digest, Install install) {
        digest.text(install.home());
        if (install instanceof Install.Assembled assembled) {
            digest.text("assembled").items(assembled.items());
        } else if (install instanceof Install.ExistingHome existing) {
            digest.text("existing").texts(existing.requiredFiles());
        }
    }

    private static void probe(Digest digest, Probe probe) {
        digest.text(probe.name()).text(probe.level().name());
        target(digest, probe.target());
        checks(digest, probe.checks());
        texts(digest, probe.captures());
        digest.number(probe.intervalMs()).number(probe.timeoutMs());
        Unjoined unjoined = probe.unjoined();
        if (unjoined != null) {
            digest.number(unjoined.afterMs());
            checks(digest, unjoined.authority());
        }
    }

    private static void checks(Digest digest, List<Check> checks) {
        checks.forEach(c -> digest.text(c.path()).text(c.match().name()).text(c.value()));
        digest.number(checks.size());
    }

    private static void target(Digest digest, Target target) {
        if (target instanceof Target.Tcp tcp) {
            digest.text("tcp").text(tcp.host()).number(tcp.port());
        } else if (target instanceof Target.Http http) {
            digest.text("http").texts(http.urls());
        } else if (target instanceof Target.Cql cql) {
            digest.text("cql").text(cql.host()).number(cql.port()).text(cql.query());
        } else if (target instanceof Target.Mbean mbean) {
            digest.text("mbean").text(mbean.object()).texts(mbean.attributes());
        } else if (target instanceof Target.Log log) {
            digest.text("log").text(log.pattern());
        } else if (target instanceof Target.Exec exec) {
            digest.text("exec").texts(exec.argv());
        }
    }

    private static void texts(Digest digest, SortedMap<String, String> texts) {
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            digest.text(entry.getKey()).text(entry.getValue());
        }
        digest.number(texts.size());
    }
}
