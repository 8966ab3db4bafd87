package dev.muster.cli.console;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.common.model.view.Missing;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Snapshots of clusters that the tests look at. */
final class Views {

    static final List<Endpoint> ENDPOINTS = List.of(
            new Endpoint("Spark UI", "http://192.168.1.40:8080/", ""),
            new Endpoint("Spark master", "spark://192.168.1.40:7077", "SPARK_MASTER_URL"),
            new Endpoint("Cassandra", "192.168.1.41:9042,192.168.1.42:9042", "CASSANDRA_CONTACT_POINTS"),
            new Endpoint("OpenSearch", "http://192.168.1.42:9200/", "OPENSEARCH_URL"));

    private Views() {}

    /** Of a start on the master of a new cluster. */
    static Heading heading(PortTable ports) {
        return new Heading(
                "0.1.0",
                new ClusterName("demo"),
                4,
                "cluster.json",
                "4f1c09a17",
                "new cluster",
                HostName.of("192.168.1.40"),
                List.of(Role.MASTER, Role.COMPUTE),
                "http://192.168.1.40:7480/",
                "192.168.1.40:7420",
                "/var/lib/muster",
                ports);
    }

    static ClusterView view(ClusterPhase phase, long ageMs, List<HostView> hosts, List<Problem> problems) {
        return new ClusterView(
                new ClusterName("demo"),
                new ClusterId("0d9f"),
                phase,
                ageMs,
                new Generation(1),
                new Epoch(1),
                hosts.get(0).name(),
                hosts,
                problems,
                ENDPOINTS);
    }

    static ClusterView waiting() {
        return view(
                ClusterPhase.AWAITING_HOSTS,
                12_400,
                List.of(
                        host("192.168.1.40", AgentStatus.REGISTERED, 11_000, absent("compute"), absent("master")),
                        host("192.168.1.41", AgentStatus.AWAITED, 12_400, absent("backend"), absent("compute")),
                        host(
                                "192.168.1.42",
                                AgentStatus.AWAITED,
                                12_400,
                                absent("backend"),
                                absent("compute"),
                                absent("index")),
                        host(
                                "192.168.1.43",
                                AgentStatus.REGISTERED,
                                400,
                                absent("backend"),
                                absent("compute"),
                                absent("index"))),
                List.of());
    }

    /** Four hosts, of which one's machine answers, one was refused, and one's name is not known. */
    static ClusterView waitingWithCauses() {
        List<HostView> hosts = new ArrayList<>(waiting().hosts());
        hosts.set(1, hosts.get(1).missing(notStarted("192.168.1.41")));
        hosts.set(
                2,
                hosts.get(2)
                        .missing(new Missing(
                                Failure.of(
                                        "CERTIFICATE_NOT_YET_VALID",
                                        "it tried to connect 3 times from 192.168.1.42 and was refused: its certificate does"
                                                + " not hold yet; its clock is 14 min behind",
                                        "Compare the clocks of both machines: date -u. Then run there:"),
                                "tried to connect and was refused (CERTIFICATE_NOT_YET_VALID)",
                                "muster start -h 192.168.1.42 --cluster cluster.json",
                                9_000)));
        hosts.set(
                3,
                host("db-3", AgentStatus.AWAITED, 12_400, absent("backend"), absent("compute"), absent("index"))
                        .missing(new Missing(
                                Failure.of(
                                        "HOST_UNRESOLVED",
                                        "this machine does not know the name db-3",
                                        "Add it to DNS or to /etc/hosts of every machine, or give the host an \"address\" in"
                                                + " cluster.json: getent hosts db-3 shows what it is here. Then run there:"),
                                "the name does not resolve",
                                "muster start -h db-3 --cluster cluster.json",
                                12_000)));
        return view(ClusterPhase.AWAITING_HOSTS, 12_400, hosts, List.of());
    }

    private static Missing notStarted(String host) {
        return new Missing(
                Failure.of(
                        "HOST_NOT_STARTED",
                        "the machine answers (port 7420 refuses), and it has never tried to connect: so muster is not running"
                                + " there",
                        "Run there:"),
                "the machine answers, and has not tried to connect",
                "muster start -h " + host + " --cluster cluster.json",
                11_000);
    }

    /** A large cluster of which every third host is missing: nearly all for the same cause. */
    static ClusterView largeWithCauses(int size) {
        List<HostView> hosts = new ArrayList<>();
        hosts.add(host("ctl1.example.org", AgentStatus.REGISTERED, 9_000, absent("master")));
        for (int i = 1; i < size; i++) {
            String name = String.format("node%04d.example.org", i);
            HostView there = host(name, AgentStatus.REGISTERED, 90_000, absent("backend"));
            HostView away = host(name, AgentStatus.AWAITED, 90_000, absent("backend"));
            hosts.add(
                    i % 3 != 0
                            ? there
                            : away.missing(
                                    i == 150
                                            ? new Missing(
                                                    Failure.of(
                                                            "HOST_SILENT",
                                                            "it has not tried to connect, and the machine does not answer",
                                                            "The machine is off. Once it is up, run there:"),
                                                    "the machine does not answer",
                                                    "muster start -h " + name + " --cluster cluster.json",
                                                    80_000)
                                            : notStarted(name)));
        }
        return view(ClusterPhase.AWAITING_HOSTS, 90_000, hosts, List.of());
    }

    /** As many are there as are required; one more is awaited, and one is not. */
    static ClusterView quorum() {
        ClusterView waiting = waiting();
        return view(
                ClusterPhase.AWAITING_HOSTS,
                42_400,
                waiting.hosts(),
                List.of(
                        new Problem(
                                null,
                                null,
                                Failure.of(
                                        "QUORUM_REACHED",
                                        "quorum reached; waits 30 s for 192.168.1.42, then goes on without",
                                        "To go on at once: muster host skip 192.168.1.42"),
                                12_000),
                        skipped("192.168.1.41")));
    }

    /** Everybody is there, and one host lacks two things. */
    static ClusterView preflight() {
        String other = ClusterView.ComponentView.PREFLIGHT_OF + "192.168.1.42";
        return view(
                ClusterPhase.PREFLIGHT,
                12_400,
                List.of(
                        host("192.168.1.40", AgentStatus.REGISTERED, 20_000, waitsFor("master", other)),
                        host(
                                "192.168.1.42",
                                AgentStatus.REGISTERED,
                                20_000,
                                waitsFor("backend", ClusterView.ComponentView.OWN_PREFLIGHT)),
                        host("192.168.1.43", AgentStatus.REGISTERED, 20_000, waitsFor("compute", other))),
                List.of(
                        new Problem(
                                HostName.of("192.168.1.42"),
                                new Role("backend"),
                                Failure.of(
                                        "PORT_IN_USE",
                                        "192.168.1.42:9042 (cql) is in use by process 812 (java)",
                                        "stop that process (kill 812), or give the component another port\nIt is looked at"
                                                + " again every 10 s. To start in spite of it: muster doctor 192.168.1.42"
                                                + " --ignore 'port 9042 (cql)' --reason TEXT"),
                                12_000),
                        new Problem(
                                HostName.of("192.168.1.42"),
                                new Role("backend"),
                                Failure.of("DISK_FULL", "3 MiB are free in /, and 400 MiB are needed", "make room"),
                                12_000)));
    }

    static ClusterView startedDegraded() {
        return view(ClusterPhase.DEGRADED, 0, joinedHosts(), List.of(skipped("192.168.1.41")));
    }

    private static Problem skipped(String host) {
        return new Problem(
                HostName.of(host),
                null,
                Failure.of("HOST_SKIPPED", host + " is skipped, asked by ann: new disk", "It joins by itself."),
                30_000);
    }

    static ClusterView starting() {
        return view(
                ClusterPhase.STARTING,
                58_000,
                List.of(
                        host("192.168.1.40", AgentStatus.REGISTERED, 60_000, joined("compute"), joined("master")),
                        host("192.168.1.41", AgentStatus.REGISTERED, 60_000, joining("backend"), joined("compute")),
                        host(
                                "192.168.1.42",
                                AgentStatus.REGISTERED,
                                60_000,
                                waitsFor("backend", "192.168.1.41"),
                                running("compute", ComponentState.STARTING, ""),
                                running("index", ComponentState.INSTALLING, "installing 62 %")),
                        host(
                                "192.168.1.43",
                                AgentStatus.REGISTERED,
                                60_000,
                                waitsFor("backend", "192.168.1.42"),
                                joined("compute"),
                                failed("index", false))),
                List.of());
    }

    static ClusterView started() {
        return view(ClusterPhase.STARTED, 0, joinedHosts(), List.of());
    }

    static ClusterView gaveUp() {
        List<HostView> hosts = new ArrayList<>(joinedHosts());
        hosts.set(
                3,
                host(
                        "192.168.1.43",
                        AgentStatus.REGISTERED,
                        60_000,
                        failed("backend", true),
                        joined("compute"),
                        joined("index")));
        return view(ClusterPhase.STARTING, 90_000, hosts, List.of());
    }

    static ClusterView degraded() {
        List<HostView> hosts = new ArrayList<>(joinedHosts());
        hosts.set(
                2,
                host(
                        "192.168.1.42",
                        AgentStatus.LOST,
                        124_000,
                        running("backend", ComponentState.UNKNOWN, ""),
                        running("compute", ComponentState.UNKNOWN, ""),
                        running("index", ComponentState.UNKNOWN, "")));
        return view(
                ClusterPhase.DEGRADED,
                124_000,
                hosts,
                List.of(new Problem(
                        HostName.of("192.168.1.42"),
                        null,
                        Failure.of("HOST_LOST", "no heartbeat", "See whether the machine is up"),
                        124_000)));
    }

    static ClusterView stopping() {
        List<HostView> hosts = new ArrayList<>(joinedHosts());
        hosts.set(
                0,
                host(
                        "192.168.1.40",
                        AgentStatus.REGISTERED,
                        90_000,
                        component("compute", GoalState.STOPPED, ComponentState.STOPPED, "", ""),
                        component("master", GoalState.RUNNING, ComponentState.READY, "", "")));
        hosts.set(
                1,
                host(
                        "192.168.1.41",
                        AgentStatus.REGISTERED,
                        90_000,
                        component("backend", GoalState.STOPPED, ComponentState.STOPPING, "", ""),
                        component("compute", GoalState.STOPPED, ComponentState.STOPPED, "", "")));
        return view(ClusterPhase.STOPPING, 14_000, hosts, List.of());
    }

    /** 300 hosts: one master, the others of three roles, a third of them not done. */
    static ClusterView large(ClusterPhase phase) {
        List<HostView> hosts = new ArrayList<>();
        hosts.add(host("ctl1.example.org", AgentStatus.REGISTERED, 9_000, joined("master")));
        for (int i = 1; i < 300; i++) {
            String name = String.format("node%03d.example.org", i);
            boolean done = i % 3 != 0;
            boolean waits = phase == ClusterPhase.AWAITING_HOSTS;
            hosts.add(
                    waits
                            ? host(
                                    name,
                                    done ? AgentStatus.REGISTERED : AgentStatus.AWAITED,
                                    90_000,
                                    absent("backend"),
                                    absent("compute"))
                            : host(
                                    name,
                                    AgentStatus.REGISTERED,
                                    90_000,
                                    done
                                            ? joined("backend")
                                            : running(
                                                    "backend",
                                                    ComponentState.INSTALLING,
                                                    "installing " + i % 100 + " %"),
                                    joined("compute")));
        }
        return view(phase, 90_000, hosts, List.of());
    }

    private static List<HostView> joinedHosts() {
        return List.of(
                host("192.168.1.40", AgentStatus.REGISTERED, 90_000, joined("compute"), joined("master")),
                host("192.168.1.41", AgentStatus.REGISTERED, 90_000, joined("backend"), joined("compute")),
                host(
                        "192.168.1.42",
                        AgentStatus.REGISTERED,
                        90_000,
                        joined("backend"),
                        joined("compute"),
                        joined("index")),
                host(
                        "192.168.1.43",
                        AgentStatus.REGISTERED,
                        90_000,
                        joined("backend"),
                        joined("compute"),
                        joined("index")));
    }

    static HostView host(String name, AgentStatus status, long ageMs, ComponentView... components) {
        return new HostView(HostName.of(name), status, ageMs, name + ":51000", 4102, List.of(components));
    }

    static ComponentView absent(String role) {
        return new ComponentView(
                new Role(role), kind(role), "5.0.4", null, Observation.absent(new Role(role)), 12_000, 0, "all hosts");
    }

    static ComponentView waitsFor(String role, String what) {
        return component(role, GoalState.STOPPED, ComponentState.STOPPED, "", what);
    }

    static ComponentView joined(String role) {
        return component(role, GoalState.RUNNING, ComponentState.READY, "", "");
    }

    static ComponentView running(String role, ComponentState state, String progress) {
        return component(role, GoalState.RUNNING, state, progress, "");
    }

    static ComponentView component(
            String role, GoalState goal, ComponentState state, String progress, String waitsFor) {
        Observation seen =
                new Observation(new Role(role), state, null, null, 4711, List.of(), null, 0, false, progress);
        return new ComponentView(new Role(role), kind(role), "5.0.4", goal, seen, 21_000, 300, waitsFor);
    }

    static ComponentView joining(String role) {
        Evidence evidence = new Evidence(
                "ring", ProbeLevel.JOINED, false, false, "192.168.1.42 sees it as UJ", new TreeMap<>(), 400);
        Observation seen = new Observation(
                new Role(role), ComponentState.READY, null, null, 4711, List.of(evidence), null, 0, false, "");
        return new ComponentView(new Role(role), kind(role), "5.0.4", GoalState.RUNNING, seen, 21_000, 300, "");
    }

    static ComponentView failed(String role, boolean gaveUp) {
        Failure failure = new Failure(
                "DISK_FULL",
                "exit code 3 after 4 s, try 3 of 3: the disk of /var/lib/muster is full",
                "free space or set \"dirs\": {\"backend\": \"/data\"} for this host",
                List.of(
                        "ERROR 19:41:07 CassandraDaemon: Cannot open \u001b[31m/var/lib/muster/backend/commitlog",
                        "java.io.IOException: No space left on device"));
        Observation seen = new Observation(
                new Role(role), ComponentState.FAILED, null, null, 0, List.of(), failure, 2, gaveUp, "");
        return new ComponentView(new Role(role), kind(role), "5.0.4", GoalState.RUNNING, seen, 3_000, 300, "");
    }

    private static String kind(String role) {
        return switch (role) {
            case "master" -> "spark-master";
            case "compute" -> "spark-worker";
            case "backend" -> "cassandra";
            default -> "opensearch";
        };
    }
}
