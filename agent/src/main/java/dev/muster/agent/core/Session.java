package dev.muster.agent.core;

import dev.muster.agent.core.AgentCommand.Disconnect;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Observation;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Definition;
import dev.muster.common.model.message.Message.Goals;
import dev.muster.common.model.message.Message.Goodbye;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.message.Message.Report;
import dev.muster.common.model.message.Message.Retry;
import dev.muster.common.model.message.Message.Shutdown;
import dev.muster.common.model.message.Message.Waiting;
import dev.muster.common.model.message.Message.Welcome;
import dev.muster.common.model.message.Protocol;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is said between this agent and a coordinator: who is listened to, and what is reported. */
final class Session {

    /** A report without news, so that the age of the evidence is known. */
    static final long REPORT_EVERY_MS = 30_000;

    /** The one refusal that is everyday business: standby coordinators give it. */
    private static final String NOT_LEADING = "NOT_LEADING";

    private final AgentIdentity identity;
    private final Incarnation incarnation;
    private final Definitions definitions;
    private final Outbox outbox;
    private final Consumer<String> ignored;
    private Epoch highestEpoch;
    private @Nullable ClusterId cluster;
    private long link = -1;
    private long goalsVersion;
    private boolean welcomed;

    /** Welcomed by now or before, on a connection that this one took the place of. */
    private boolean inSession;

    private boolean heard;
    private String lastTrouble = "";
    private boolean readyTold;
    private boolean proceedTold;
    private long reports;
    private long lastReportMs;
    private List<Observation> lastReported = List.of();

    Session(
            AgentIdentity identity,
            AgentDurable journal,
            Definitions definitions,
            Outbox outbox,
            Consumer<String> ignored) {
        this.identity = identity;
        this.definitions = definitions;
        this.incarnation = journal.incarnation();
        this.highestEpoch = journal.highestEpoch();
        this.cluster = journal.cluster();
        this.outbox = outbox;
        this.ignored = ignored;
    }

    Epoch highestEpoch() {
        return highestEpoch;
    }

    @Nullable
    ClusterId cluster() {
        return cluster;
    }

    void linkUp(long newLink, Components components, long nowMs) {
        link = newLink;
        goalsVersion = 0;
        welcomed = false;
        heard = false;
        if (!readyTold) {
            readyTold = true;
            outbox.tell(AgentNotice.Type.SENDING_READY, "CLUSTER: Sending ready signal to master");
        }
        outbox.send(
                link,
                new Hello(
                        Protocol.OLDEST,
                        Protocol.NEWEST,
                        identity.cluster(),
                        identity.host(),
                        incarnation,
                        identity.facts(),
                        identity.specHash(),
                        identity.specText(),
                        highestEpoch,
                        components.observations(nowMs),
                        reports,
                        0,
                        cluster,
                        definitions.held(cluster)));
        lastReported = components.ageless();
        lastReportMs = nowMs;
    }

    void linkDown(long oldLink, String cause) {
        if (oldLink != link) {
            return;
        }
        if (inSession) {
            readyTold = false;
            outbox.tell(
                    AgentNotice.Type.DISCONNECTED,
                    "CLUSTER: lost the coordinator: " + cause + "; what runs here goes on running",
                    Failure.of("COORDINATOR_LOST", cause, ""));
        } else if (!heard && !cause.equals(lastTrouble)) {
            // Said once for each cause: there is a try every second.
            lastTrouble = cause;
            outbox.tell(
                    AgentNotice.Type.WAITING,
                    "CLUSTER: no session with the coordinator: " + cause + "; trying again",
                    Failure.of(
                            "NO_SESSION",
                            cause,
                            "It listens, and ends the connection. The screen and muster.log of its host say why; compare muster"
                                    + " version on both."));
        }
        inSession = false;
        welcomed = false;
    }

    /**
     * Hears a message.
     *
     * @return the message, when there is more to do about it than this session does; else null
     */
    Message.@Nullable FromCoordinator heard(long onLink, Message.FromCoordinator message) {
        if (onLink != link) {
            ignored.accept("message.old-link");
            return null;
        }
        heard = true;
        if (message instanceof Welcome welcome) {
            welcomed(welcome);
            return null;
        }
        if (message instanceof Refused refused) {
            refused(refused);
            return refused;
        }
        if (!welcomed) {
            beginAnew("message.before-welcome");
            return null;
        }
        if (message instanceof Goals goals) {
            return obeys(goals.epoch()) && isInOrder(goals) ? proceeding(goals) : null;
        }
        if (message instanceof Waiting waiting && obeys(waiting.epoch())) {
            outbox.tell(
                    AgentNotice.Type.WAITING,
                    "CLUSTER: waiting for the other hosts: " + waiting.ready() + " of " + waiting.of()
                            + " ready, missing "
                            + waiting.missing().stream().map(HostName::value).collect(Collectors.joining(", ")));
        }
        if (message instanceof Retry retry) {
            return obeys(retry.epoch()) ? retry : null;
        }
        if (message instanceof Definition definition) {
            return obeys(definition.epoch()) ? definition : null;
        }
        return message instanceof Shutdown shutdown && obeys(shutdown.epoch()) ? shutdown : null;
    }

    /** Something that comes first did not: it was lost, and a new session puts it right. */
    void beginAnew(String reason) {
        ignored.accept(reason);
        outbox.add(new Disconnect(link, reason));
    }

    /** Whether a message of this epoch is to be obeyed (rule 1 of {@link AgentCore}). */
    private boolean obeys(Epoch epoch) {
        if (epoch.compareTo(highestEpoch) < 0) {
            ignored.accept("message.old-epoch");
            return false;
        }
        highestEpoch = epoch;
        return true;
    }

    /** A coordinator numbers what it says to all agents, so on one connection the numbers rise. */
    private boolean isInOrder(Goals goals) {
        if (goals.version() < goalsVersion) {
            ignored.accept("goals.out-of-order");
            return false;
        }
        goalsVersion = goals.version();
        return true;
    }

    private void welcomed(Welcome welcome) {
        if (cluster != null && !cluster.equals(welcome.cluster())) {
            ignored.accept("welcome.other-cluster");
            String what = "the coordinator leads another cluster (" + welcome.cluster()
                    + ") than this agent belongs to (" + cluster
                    + "): its store was wiped, or this folder is of another"
                    + " cluster. Nothing is touched";
            outbox.tell(
                    AgentNotice.Type.REFUSED,
                    "CLUSTER: " + what,
                    Failure.of(
                            "OTHER_CLUSTER_ID",
                            what,
                            "Bring the coordinator's store back; or start with another --dir to join the new one."));
            outbox.add(new Disconnect(link, "another cluster"));
            return;
        }
        if (!obeys(welcome.epoch())) {
            outbox.add(new Disconnect(link, "an old coordinator"));
            return;
        }
        cluster = welcome.cluster();
        welcomed = true;
        lastTrouble = "";
        // A session that goes on over another connection is no news.
        proceedTold = inSession && proceedTold;
        inSession = true;
        if (!welcome.differences().isEmpty()) {
            outbox.tell(
                    AgentNotice.Type.DIFFERS,
                    "CLUSTER: this host's cluster.json differs from the coordinator's, which is used: "
                            + String.join("; ", welcome.differences()),
                    Failure.of(
                            "FILE_DIFFERS",
                            String.join("; ", welcome.differences()),
                            "Copy the coordinator's cluster.json here (muster export -o FILE). Nothing waits for that."));
        }
    }

    private void refused(Refused refused) {
        Failure failure = refused.failure();
        if (failure.code().equals(NOT_LEADING)) {
            outbox.tell(AgentNotice.Type.WAITING, "CLUSTER: waiting for a coordinator that leads");
            return;
        }
        readyTold = false;
        outbox.tell(AgentNotice.Type.REFUSED, "CLUSTER: refused by the coordinator: " + failure.message(), failure);
    }

    private Goals proceeding(Goals goals) {
        if (!proceedTold) {
            proceedTold = true;
            outbox.tell(AgentNotice.Type.PROCEED, "CLUSTER: Master proceed signal received...");
        }
        return goals;
    }

    /** Reports what has changed since the last report, and now and then that nothing has. */
    void report(Components components, long nowMs) {
        if (!welcomed) {
            return;
        }
        List<Observation> ageless = components.ageless();
        if (!ageless.equals(lastReported) || nowMs - lastReportMs >= REPORT_EVERY_MS) {
            lastReported = ageless;
            lastReportMs = nowMs;
            outbox.send(link, new Report(incarnation, ++reports, components.observations(nowMs)));
        }
    }

    void goodbye(String reason) {
        if (welcomed) {
            outbox.send(link, new Goodbye(incarnation, reason));
        }
    }
}
