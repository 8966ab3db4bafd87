package dev.muster.common.model.message;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.Goal;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Place;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that is said on an agent's link. The protocol's rules stand in docs/protocol.md. */
public sealed interface Message {

    /** What agents say. */
    sealed interface FromAgent extends Message
            permits Hello,
                    Enrol,
                    Report,
                    Heartbeat,
                    Goodbye,
                    LogReply,
                    CheckReply,
                    ListenReply,
                    ReachReply,
                    AuthorityHeld {}

    /** What coordinators say. */
    sealed interface FromCoordinator extends Message
            permits Welcome,
                    Enrolled,
                    Refused,
                    Waiting,
                    Goals,
                    Heartbeat,
                    Shutdown,
                    Retry,
                    LogRequest,
                    CheckRequest,
                    ListenRequest,
                    ReachRequest,
                    Authorities,
                    Definition {}

    /**
     * First message of a session.
     *
     * @param protocolMin lowest protocol version that the agent speaks
     * @param protocolMax highest protocol version that the agent speaks
     * @param cluster that the agent's cluster.json is about
     * @param host that the agent speaks for
     * @param incarnation of the agent
     * @param facts of its machine
     * @param specHash of the agent's cluster.json
     * @param specText the agent's cluster.json, so that a difference can be told; empty when it is over 64 KiB
     * @param highestEpoch that the agent ever obeyed
     * @param observations of all its components, adopted ones too
     * @param reports of this incarnation so far, on other connections: what has a smaller number than that is old
     * @param wallMs the agent's wall clock when it said so, milliseconds since 1970, for people; 0 when it does not say
     * @param clusterId identity of the cluster that the agent belongs to; null before it was first welcomed
     * @param held which revision of the cluster's definition the agent keeps a copy of; null for none
     */
    record Hello(
            int protocolMin,
            int protocolMax,
            ClusterName cluster,
            HostName host,
            Incarnation incarnation,
            AgentFacts facts,
            SpecHash specHash,
            String specText,
            Epoch highestEpoch,
            List<Observation> observations,
            long reports,
            long wallMs,
            @Nullable ClusterId clusterId,
            @Nullable HeldRevision held)
            implements FromAgent {
        public Hello {
            observations = List.copyOf(observations);
        }

        /** The first of an incarnation that belongs to no cluster yet, and does not say what time it is. */
        public Hello(
                int protocolMin,
                int protocolMax,
                ClusterName cluster,
                HostName host,
                Incarnation incarnation,
                AgentFacts facts,
                SpecHash specHash,
                String specText,
                Epoch highestEpoch,
                List<Observation> observations) {
            this(
                    protocolMin,
                    protocolMax,
                    cluster,
                    host,
                    incarnation,
                    facts,
                    specHash,
                    specText,
                    highestEpoch,
                    observations,
                    0,
                    0,
                    null,
                    null);
        }

        /** The same, said at this time. */
        public Hello at(long nowWallMs) {
            return new Hello(
                    protocolMin,
                    protocolMax,
                    cluster,
                    host,
                    incarnation,
                    facts,
                    specHash,
                    specText,
                    highestEpoch,
                    observations,
                    reports,
                    nowWallMs,
                    clusterId,
                    held);
        }
    }

    /**
     * First message of a connection that has no other purpose: the host asks for certificates, with a join token or, to renew
     * them, with the certificate that it has.
     *
     * @param cluster that the host's cluster.json is about
     * @param host that asks
     * @param token id of the join token; empty to renew
     * @param secret of the join token; empty to renew
     * @param publicKey of the host, SubjectPublicKeyInfo in base64
     * @param proof that the host has the private key, a signature in base64
     */
    record Enrol(ClusterName cluster, HostName host, String token, Secret secret, String publicKey, String proof)
            implements FromAgent {}

    /** All observations of the host, sent on every change and now and then without one. */
    record Report(Incarnation incarnation, long sequence, List<Observation> observations) implements FromAgent {
        public Report {
            observations = List.copyOf(observations);
        }
    }

    /** Sent both ways at the interval that Welcome names; a fixed frame of nine bytes behind its length. */
    record Heartbeat(long sequence) implements FromAgent, FromCoordinator {}

    /** The agent ends on purpose; nothing of it is lost. */
    record Goodbye(Incarnation incarnation, String reason) implements FromAgent {}

    /**
     * Answer to Hello.
     *
     * @param protocol the version that both speak from now on
     * @param cluster identity of the cluster
     * @param epoch of the coordinator's leadership
     * @param heartbeatMs interval of heartbeats, both ways
     * @param leaseMs silence after which either side gives the session up
     * @param differences where the agent's cluster.json differs from the coordinator's, for people; empty when it does not
     */
    record Welcome(
            int protocol, ClusterId cluster, Epoch epoch, long heartbeatMs, long leaseMs, List<String> differences)
            implements FromCoordinator {
        public Welcome {
            differences = List.copyOf(differences);
        }
    }

    /**
     * Answer to Enrol. All certificates are PEM.
     *
     * @param authority the certificate of the cluster's authority; while it is exchanged the old one's behind it
     * @param agent the host's certificate as an agent
     * @param coordinator the host's certificate as a coordinator; null when it is none
     * @param authorityKey the authority's private key and what belongs to it, so that a coordinator that takes over can issue;
     *     null for all others
     */
    record Enrolled(
            String authority,
            String agent,
            @Nullable String coordinator,
            @Nullable Secret authorityKey) implements FromCoordinator {}

    /**
     * Whose certificates count in a cluster whose authority was, or is being, exchanged: behind Welcome, and again when it changes. An
     * agent that has a certificate of the first, and believes these and no others, says so; another one renews its own first.
     *
     * @param believed prints of the authorities' keys; the one that issues first
     */
    record Authorities(List<KeyPrint> believed) implements FromCoordinator {
        public Authorities {
            believed = List.copyOf(believed);
        }
    }

    /** The host's certificates are those of {@code authority}, the first of an Authorities message. */
    record AuthorityHeld(KeyPrint authority) implements FromAgent {}

    /** The session is not taken. A permanent refusal ends the agent, another one is tried again later. */
    record Refused(Failure failure, boolean permanent) implements FromCoordinator {}

    /** Not everybody is here yet. At most four of the missing hosts are named. */
    record Waiting(Epoch epoch, int ready, int of, List<HostName> missing) implements FromCoordinator {
        public Waiting {
            missing = List.copyOf(missing);
        }
    }

    /** Go: all goals of the host. The first of a session is the proceed signal. */
    record Goals(Epoch epoch, long version, List<Goal> goals) implements FromCoordinator {
        public Goals {
            goals = List.copyOf(goals);
        }
    }

    /**
     * The definition of the cluster, so that every host has it: whole, and repeated when it is another one. The agent keeps it.
     *
     * @param current the revision in force
     * @param previous the one before it; null when there was none
     * @param formed roles whose components have once all been joined: whoever rebuilds the cluster's coordinator from this must not have
     *     them formed a second time
     */
    record Definition(
            Epoch epoch, Revision current, @Nullable Revision previous, List<Role> formed) implements FromCoordinator {
        public Definition {
            formed = List.copyOf(formed);
        }
    }

    /** End this agent: its components have been stopped on an operator's word. */
    record Shutdown(Epoch epoch, String reason) implements FromCoordinator {}

    /**
     * Try these at once that have FAILED, whether they were given up or wait for their next try: what made them fail is gone. It
     * touches nothing that runs, so it may be repeated.
     */
    record Retry(Epoch epoch, List<Role> roles) implements FromCoordinator {
        public Retry {
            roles = List.copyOf(roles);
        }
    }

    /**
     * Asks for a part of a component's output.
     *
     * @param request number that the reply repeats
     * @param role whose output
     * @param offset first byte wanted; -1 for the last {@code bytesMax} bytes
     * @param bytesMax at most this many
     */
    record LogRequest(long request, Role role, long offset, int bytesMax) implements FromCoordinator {}

    /**
     * A part of a component's output.
     *
     * @param request number of the request
     * @param offset of the first byte
     * @param text the part, malformed bytes replaced
     * @param nextOffset to go on from
     * @param failure why there is nothing; null when all went well
     */
    record LogReply(
            long request,
            long offset,
            String text,
            long nextOffset,
            @Nullable Failure failure) implements FromAgent {}

    /**
     * Asks whether the machine can do what it is wanted for.
     *
     * @param request number that the reply repeats; negative when it is asked for the preflight of a run
     * @param address of the host itself, as cluster.json names it
     * @param places of other hosts that it should reach
     * @param repair names of checks whose findings the machine shall repair itself before it looks, as far as it may; an operator
     *     has asked for that
     */
    record CheckRequest(long request, String address, List<Place> places, List<String> repair)
            implements FromCoordinator {
        /** A coordinator of an older version has nothing repaired. */
        public CheckRequest(long request, String address, List<Place> places, @Nullable List<String> repair) {
            this.request = request;
            this.address = address;
            this.places = List.copyOf(places);
            this.repair = repair == null ? List.of() : List.copyOf(repair);
        }
    }

    /**
     * What was looked at there.
     *
     * @param request number of the request
     * @param checks in the order in which they were made
     * @param wallMs the agent's wall clock when it said so, milliseconds since 1970
     * @param repairs what came of what was to be repaired before
     */
    record CheckReply(long request, List<Check> checks, long wallMs, List<Repair> repairs) implements FromAgent {
        /** An agent of an older version has repaired nothing. */
        public CheckReply(long request, List<Check> checks, long wallMs, @Nullable List<Repair> repairs) {
            this.request = request;
            this.checks = List.copyOf(checks);
            this.wallMs = wallMs;
            this.repairs = repairs == null ? List.of() : List.copyOf(repairs);
        }
    }

    /**
     * For the preflight of a run: listen at these places and no others, so that other hosts can try to reach what is not launched yet. A
     * full set; an empty one ends it. A component that is launched ends it, too.
     *
     * @param request number that the reply repeats
     * @param places ports of the host's own components that do not run
     * @param leaseMs after which it ends by itself
     */
    record ListenRequest(long request, List<Place> places, long leaseMs) implements FromCoordinator {
        public ListenRequest {
            places = List.copyOf(places);
        }
    }

    /**
     * Where the host listens for the preflight now.
     *
     * @param request number of the request
     * @param places at which it does; the others could not be taken
     * @param firewall what the host seems to filter packets with
     */
    record ListenReply(long request, List<Place> places, Firewall firewall) implements FromAgent {
        public ListenReply {
            places = List.copyOf(places);
        }
    }

    /**
     * For the preflight of a run: try to reach these.
     *
     * @param request number that the reply repeats
     * @param address of the host itself, as cluster.json names it
     * @param components places where other hosts' components listen
     * @param agents places where other hosts' agents listen for the preflight, and say who they are
     */
    record ReachRequest(long request, String address, List<Place> components, List<Place> agents)
            implements FromCoordinator {
        public ReachRequest {
            components = List.copyOf(components);
            agents = List.copyOf(agents);
        }
    }

    /**
     * What the host does not reach.
     *
     * @param request number of the request
     * @param unreached empty when it reaches all
     */
    record ReachReply(long request, List<Unreached> unreached) implements FromAgent {
        public ReachReply {
            unreached = List.copyOf(unreached);
        }
    }
}
