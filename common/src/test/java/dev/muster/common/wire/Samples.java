package dev.muster.common.wire;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.AgentFacts.JavaHome;
import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Place;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Leave.Action;
import dev.muster.common.model.plan.Leave.Deed;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** One message of each kind, with every field filled: what the golden bytes are the bytes of. */
final class Samples {

    static final Failure FAILURE =
            new Failure("PORT_IN_USE", "port 9042 is in use", "stop pid 77", List.of("bind failed"));

    private static final Place PLACE =
            new Place(new ComponentId(HostName.of("192.168.1.42"), Role.INDEX), "192.168.1.42", 9200, "http");

    private Samples() {}

    static List<Message> all() {
        return List.of(
                hello(),
                new Message.Report(new Incarnation(1763680000000L), 7, List.of(observation())),
                new Message.Heartbeat(258),
                new Message.Goodbye(new Incarnation(1763680000000L), "stopped by its operator"),
                new Message.LogReply(9, 4096, "line\n", 4101, FAILURE),
                new Message.Enrol(
                        new ClusterName("east"),
                        HostName.of("192.168.1.41"),
                        "abcd2345",
                        new Secret("s"),
                        "key",
                        "proof"),
                new Message.CheckReply(
                        10,
                        List.of(
                                Check.ok("open files", null, "1048576"),
                                Check.failed("port 9042 (cql)", Role.BACKEND, FAILURE)
                                        .fixable(new Check.Fix("frees it", "sudo free"))),
                        1763680000000L,
                        List.of(new Repair("disk", Repair.Outcome.REFUSED, "left to a person", "df"))),
                new Message.Welcome(1, new ClusterId("c-1"), new Epoch(3), 1000, 10_000, List.of("host x is missing")),
                new Message.Refused(FAILURE, true),
                new Message.Waiting(new Epoch(3), 2, 4, List.of(HostName.of("192.168.1.42"))),
                new Message.Goals(new Epoch(3), 12, List.of(goal())),
                new Message.Shutdown(new Epoch(3), "the cluster is stopped"),
                new Message.LogRequest(9, Role.INDEX, -1, 65_536),
                new Message.Enrolled("authority", "agent", "coordinator", new Secret("key")),
                new Message.CheckRequest(10, "192.168.1.41", List.of(PLACE), List.of("disk")),
                new Message.AuthorityHeld(new KeyPrint("n".repeat(43))),
                new Message.Authorities(List.of(new KeyPrint("n".repeat(43)), new KeyPrint("o".repeat(43)))),
                new Message.Retry(new Epoch(3), List.of(Role.BACKEND, Role.INDEX)),
                new Message.ListenReply(11, List.of(PLACE), Firewall.FIREWALLD),
                new Message.ReachReply(
                        12, List.of(new Unreached(PLACE, Unreached.Cause.TIMED_OUT, "no answer within 2000 ms"))),
                new Message.ListenRequest(11, List.of(PLACE), 20_000),
                new Message.ReachRequest(12, "192.168.1.41", List.of(PLACE), List.of(PLACE)),
                new Message.Definition(
                        new Epoch(3),
                        new Revision(
                                new Generation(7), new SpecHash("abcdef"), "{}", "ann", 1763680000000L, "more heap"),
                        new Revision(new Generation(6), new SpecHash("012345"), "{ }", "bob", 1763670000000L, ""),
                        List.of(Role.BACKEND)));
    }

    static Message.Hello hello() {
        return new Message.Hello(
                1,
                1,
                new ClusterName("east"),
                HostName.of("192.168.1.41"),
                new Incarnation(1763680000000L),
                new AgentFacts(
                        "0.1.0",
                        "boot-1",
                        4711,
                        "/var/lib/muster",
                        "/var/lib/muster/store",
                        List.of("192.168.1.41", "127.0.0.1"),
                        List.of(new JavaHome("/usr/lib/jvm/17", 17, "17.0.15")),
                        new RunAs(990, 991),
                        8,
                        16L << 30,
                        65_536,
                        262_144),
                new SpecHash("abcdef"),
                "{}",
                new Epoch(2),
                List.of(observation()),
                7,
                1763680000123L,
                new ClusterId("c-1"),
                new HeldRevision(
                        new Generation(7), new SpecHash("abcdef"), "ann", 1763680000000L, List.of(Role.BACKEND)));
    }

    static Observation observation() {
        return new Observation(
                Role.BACKEND,
                ComponentState.READY,
                new LaunchId(new Incarnation(1763680000000L), 3),
                new PlanHash("00ff"),
                815,
                List.of(new Evidence("cql", ProbeLevel.OWN, true, false, "1 row", new TreeMap<>(Map.of("v", "5")), 40)),
                FAILURE,
                1,
                false,
                "");
    }

    static Goal goal() {
        return new Goal(
                Role.BACKEND,
                GoalState.RUNNING,
                new Generation(1),
                new PlanHash("00ff"),
                plan(),
                new TreeSet<>(List.of("disk")));
    }

    private static LaunchPlan plan() {
        return new LaunchPlan(
                Role.BACKEND,
                "cassandra",
                "5.0.6",
                new Install.Assembled(
                        "/s/homes/c-1", List.of(new Install.Item("maven:g:a:1", "ab12", 1000, "lib/a.jar", -1))),
                "/i/backend",
                List.of("/i/backend/data"),
                List.of(new LaunchPlan.RenderedFile("/i/backend/conf/c.yaml", "a: 1\n", 0640)),
                List.of("/bin/java", "-version"),
                new TreeMap<>(Map.of("LANG", "C.UTF-8")),
                new RunAs(990, 991),
                List.of(new LaunchPlan.Port("cql", "192.168.1.41", 9042)),
                new LaunchPlan.Needs(
                        1 << 30,
                        1 << 20,
                        1024,
                        0,
                        List.of(new LaunchPlan.LimitNeed(LaunchPlan.LimitNeed.Limit.PROCESSES, 4096, true))),
                List.of(
                        probe("tcp", new Probe.Target.Tcp("127.0.0.1", 9042)),
                        probe("http", new Probe.Target.Http(List.of("http://127.0.0.1:9200/"))),
                        probe("cql", new Probe.Target.Cql("127.0.0.1", 9042, "select 1")),
                        probe("log", new Probe.Target.Log("up")),
                        probe("exec", new Probe.Target.Exec(List.of("/bin/true")))),
                120_000,
                new LaunchPlan.StopPolicy("TERM", 30_000),
                new LaunchPlan.RestartPolicy(1000, 60_000, 5, 300_000, List.of(3)),
                List.of(new LaunchPlan.CauseRule("No space", "DISK_FULL", "the disk is full", "free some")),
                leave(),
                new PlanHash("00ff"));
    }

    private static Leave leave() {
        return new Leave(
                List.of(
                        deed(new Action.Http("PUT", List.of("http://127.0.0.1:9200/_x"), "{}")),
                        deed(new Action.Exec(List.of("/bin/true"))),
                        deed(new Action.Mbean("a:type=B", "leave", List.of("true")))),
                List.of(probe("mode", new Probe.Target.Mbean("a:type=B", List.of("Mode")))),
                List.of(deed(new Action.Signal("PWR"))),
                3_600_000,
                List.of("DISK_FULL"),
                Leave.Overdue.STOP);
    }

    private static Deed deed(Action action) {
        return new Deed("step", action, 30_000);
    }

    private static Probe probe(String name, Probe.Target target) {
        return new Probe(
                name,
                ProbeLevel.JOINED,
                target,
                List.of(new Probe.Check("/a[b=c]", Probe.Match.EQUALS, "1")),
                new TreeMap<>(Map.of("fact", "/f")),
                1000,
                500,
                null);
    }
}
