package dev.muster.coordinator.core;

import static dev.muster.coordinator.core.Conversation.A;
import static dev.muster.coordinator.core.Conversation.B;
import static dev.muster.coordinator.core.Conversation.C;
import static dev.muster.coordinator.core.Conversation.D;
import static dev.muster.coordinator.core.Conversation.E;
import static dev.muster.coordinator.core.Conversation.failing;
import static dev.muster.coordinator.core.Conversation.seen;
import static dev.muster.coordinator.core.Conversation.seenAgain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.LockScope;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.spec.Requirement;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a coordinator says in the usual and the unusual cases, as texts that can be read without the code:
 * {@code src/test/resources/dev/muster/coordinator/core}. Written anew with {@code -Dgolden.write=true}, and then read.
 */
class CoordinatorTranscriptTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/muster/coordinator/core");
    private static final ComponentState STOPPED = ComponentState.STOPPED;
    private static final ComponentState READY = ComponentState.READY;

    private static Conversation started() {
        return new Conversation()
                .leads(1)
                .hello(B, 1, 1, "mb")
                .after(100)
                .hello(A, 2, 1, "ma")
                .after(100)
                .report(A, 2, 1, seen(Role.MASTER, STOPPED))
                .report(B, 1, 1, seen(Role.COMPUTE, STOPPED))
                .after(100)
                .report(A, 2, 1, seen(Role.MASTER, ComponentState.STARTING))
                .report(A, 2, 1, seen(Role.MASTER, READY))
                .after(100)
                .report(B, 1, 1, seen(Role.COMPUTE, READY));
    }

    @Test
    void aStartFromTheFirstAgentToTheAnnouncement() throws IOException {
        golden("start", started());
    }

    @Test
    void anUnknownHostASecondMachineOfOneNameAndAnotherVersionAreRefused() throws IOException {
        golden(
                "refusals",
                new Conversation()
                        .leads(1)
                        .hello(HostName.of("x"), 1, 1, "mx")
                        .hello(B, 2, 1, "mb")
                        .hello(B, 3, 9, "another machine")
                        .helloOfVersions(2, 3, A, 4)
                        .helloOfVersions(1, 3, A, 5));
    }

    /** Rule 5 of Membership. */
    @Test
    void anAgentOfAnotherClusterDoesNotCompleteThisOne() throws IOException {
        golden(
                "other-cluster",
                new Conversation()
                        .leads(1)
                        .hello(A, 1, 1, "m1")
                        .helloOfCluster("old", B, 2)
                        .after(1_000)
                        .helloOfCluster("old", B, 3)
                        .after(1_000)
                        .helloOfCluster("id", B, 4));
    }

    @Test
    void clocksThatAreMoreThanTwoSecondsApartAreToldAndDecideNothing() throws IOException {
        golden(
                "clocks-differ",
                new Conversation(List.of(B, C))
                        .leads(1)
                        .helloAhead(B, 1, 1, 600_000)
                        .helloAhead(C, 2, 1, 2_000)
                        .helloAhead(A, 3, 1, -45_000)
                        .problems()
                        .helloAhead(B, 4, 2, 0)
                        .problems());
    }

    @Test
    void aRestartedCoordinatorCarriesOnAndAnnouncesNothingTwice() throws IOException {
        golden(
                "coordinator-restart",
                started()
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb", seen(Role.COMPUTE, READY))
                        .tick());
    }

    @Test
    void aLostHostDegradesAndItsReturnRestartsNothing() throws IOException {
        golden(
                "host-lost",
                started()
                        .tick()
                        .closed(1)
                        .after(1_900)
                        .tick()
                        .after(200)
                        .tick()
                        .problems()
                        .after(1_000)
                        .hello(B, 3, 2, "mb", seen(Role.COMPUTE, READY))
                        .tick()
                        .after(50)
                        .report(B, 1, 9, seen(Role.COMPUTE, READY))
                        .figures());
    }

    @Test
    void anAgentThatIsBackAtOnceWasNeverLost() throws IOException {
        golden(
                "agent-restart",
                started()
                        .tick()
                        .closed(1)
                        .after(1_000)
                        .tick()
                        .hello(B, 3, 2, "mb", seen(Role.COMPUTE, READY))
                        .tick());
    }

    private static Conversation startingWithFourWorkers() {
        Conversation talk = new Conversation(List.of(B, C, D, E)).leads(1).hello(A, 1, 1, "ma");
        return talk.hello(B, 2, 1, "mb", seen(Role.COMPUTE, STOPPED))
                .hello(C, 3, 1, "mc", seen(Role.COMPUTE, STOPPED))
                .hello(D, 4, 1, "md", seen(Role.COMPUTE, READY))
                .hello(E, 5, 1, "me", seen(Role.COMPUTE, READY))
                .tick();
    }

    @Test
    void agentsThatVanishTogetherMeanOurOwnNetworkAndNothingIsStartedUntilTheyAreBack() throws IOException {
        golden(
                "network-suspected",
                startingWithFourWorkers()
                        .closed(3)
                        .after(1_000)
                        .closed(4)
                        .closed(5)
                        .heartbeats(1, 2)
                        .tick()
                        .after(1_100)
                        .tick()
                        .problems()
                        .heartbeats(1, 2)
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .after(1_000)
                        .tick()
                        .hello(D, 6, 1, "md", seen(Role.COMPUTE, READY))
                        .tick()
                        .problems());
    }

    @Test
    void agentsThatVanishedTogetherAndStayAwayAreLostInTheEnd() throws IOException {
        Conversation talk = startingWithFourWorkers().closed(3).closed(4).closed(5);
        for (int second = 0; second < 24; second++) {
            talk.after(1_000).quietly(1, 2);
        }
        golden("network-gone", talk.problems());
    }

    @Test
    void aStopGoesInReverseOrderToItsEnd() throws IOException {
        golden(
                "stop",
                started()
                        .after(10_000)
                        .tick()
                        .hello(A, 4, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 5, 1, "mb", seen(Role.COMPUTE, READY))
                        .stop()
                        .after(100)
                        .report(B, 5, 1, seen(Role.COMPUTE, STOPPED))
                        .after(100)
                        .report(A, 4, 1, seen(Role.MASTER, STOPPED))
                        .after(100)
                        .tick()
                        .goodbye(B, 5, 1)
                        .goodbye(A, 4, 1)
                        .tick());
    }

    @Test
    void aDifferingFileIsToldOnBothSidesAndTheAgentTakesPart() throws IOException {
        golden(
                "file-differs",
                new Conversation()
                        .leads(1)
                        .helloDiffering(B, 1, 1, "hosts.b.index: true there, missing here")
                        .hello(A, 2, 1, "ma"));
    }

    @Test
    void aCoordinatorThatDiesInTheMiddleOfAStartGoesOnAndStartsNothingAgain() throws IOException {
        golden(
                "restart-while-starting",
                new Conversation()
                        .leads(1)
                        .hello(B, 1, 1, "mb")
                        .hello(A, 2, 1, "ma")
                        .after(100)
                        .report(B, 1, 1, seen(Role.COMPUTE, STOPPED))
                        .report(A, 2, 1, seen(Role.MASTER, ComponentState.STARTING))
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, ComponentState.STARTING))
                        .after(100)
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .after(100)
                        .hello(B, 2, 1, "mb", seen(Role.COMPUTE, STOPPED))
                        .after(100)
                        .report(B, 2, 1, seen(Role.COMPUTE, READY)));
    }

    @Test
    void aStoppedHostStaysStoppedUntilItsAgentIsStartedAgain() throws IOException {
        golden(
                "stop-host",
                started()
                        .after(10_000)
                        .tick()
                        .stopHost(B)
                        .after(100)
                        .report(B, 1, 1, seen(Role.COMPUTE, STOPPED))
                        .after(100)
                        .goodbye(B, 1, 1)
                        .after(100)
                        .tick()
                        .hello(B, 3, 2, "mb", seen(Role.COMPUTE, STOPPED))
                        .after(100)
                        .report(B, 3, 2, seen(Role.COMPUTE, READY)));
    }

    @Test
    void whatIsSaidTwiceCountsOnce() throws IOException {
        golden(
                "repeated",
                new Conversation()
                        .leads(1)
                        .hello(B, 1, 1, "mb")
                        .again()
                        .hello(A, 2, 1, "ma")
                        .report(A, 2, 1, seen(Role.MASTER, READY))
                        .again());
    }

    /** Found by {@code bin/rig B9}: after a new connection an old report counted, until the next one came. */
    @Test
    void aReportOfLongAgoSaysNothingOnANewConnectionEither() throws IOException {
        golden(
                "long-ago",
                started()
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb", seen(Role.COMPUTE, READY))
                        .reportOfLongAgo(B, 2, 1, 1, seen(Role.COMPUTE, ComponentState.STARTING))
                        .tick()
                        .figures());
    }

    @Test
    void tokensAreStoredFirstOutliveAFailoverAndARevokedOneIsNeverGoodAgain() throws IOException {
        AccessToken ann = Conversation.token("ann", 1, AccessRole.OPERATOR, null);
        AccessToken bob = Conversation.token("bob", 2, AccessRole.VIEWER, "c");
        golden(
                "people",
                new Conversation()
                        .wantsToken(1, ann)
                        .leads(1)
                        .wantsToken(2, ann)
                        .wantsToken(3, bob)
                        .wantsToken(4, Conversation.token("eve", 3, AccessRole.ADMIN, "c2"))
                        .wantsToken(5, Conversation.token("eve", 1, AccessRole.ADMIN, null))
                        .revokes(6, ann)
                        .revokes(7, Conversation.token("nobody", 9, AccessRole.ADMIN, null))
                        .wantsToken(8, ann)
                        .steps()
                        .wantsToken(9, bob)
                        .restarts(2)
                        .wantsToken(10, ann));
    }

    @Test
    void aStartGoesOnWithoutWhoIsNotRequiredAndWhoComesLateJoins() throws IOException {
        Conversation quorum = new Conversation(List.of(B, C, D), new Requirement(2, 3), 0)
                .leads(1)
                .hello(A, 1, 1, "ma")
                .hello(B, 2, 1, "mb")
                .after(1_000)
                .hello(C, 3, 1, "mc")
                .problems();
        for (int s = 0; s < 10; s++) {
            quorum.after(1_000).quietly(1, 2, 3);
        }
        golden(
                "quorum",
                quorum.report(A, 1, 1, seen(Role.MASTER, READY))
                        .report(B, 2, 1, seen(Role.COMPUTE, READY))
                        .report(C, 3, 1, seen(Role.COMPUTE, READY))
                        .problems()
                        .after(1_000)
                        .hello(D, 4, 1, "md")
                        .report(D, 4, 1, seen(Role.COMPUTE, READY))
                        .problems());
    }

    @Test
    void aNewLeaderDoesNotWaitAgainForWhoWasLeftBehind() throws IOException {
        Conversation quorum = new Conversation(List.of(B, C, D), Requirement.hosts(2), 1)
                .leads(1)
                .hello(A, 1, 1, "ma")
                .hello(C, 3, 1, "mc")
                .hello(D, 4, 1, "md");
        for (int s = 0; s < 10; s++) {
            quorum.after(1_000).quietly(1, 3, 4);
        }
        golden(
                "quorum-failover",
                quorum.report(A, 1, 1, seen(Role.MASTER, READY))
                        .restarts(2)
                        .hello(D, 1, 1, "md", seen(Role.COMPUTE, STOPPED))
                        .hello(A, 2, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 3, 1, "mb")
                        .hello(C, 4, 1, "mc", seen(Role.COMPUTE, STOPPED))
                        .report(C, 4, 1, seen(Role.COMPUTE, READY))
                        .report(B, 3, 1, seen(Role.COMPUTE, READY))
                        .report(D, 1, 1, seen(Role.COMPUTE, READY)));
    }

    @Test
    void aHostThatIsLostDuringTheStartIsLeftBehindButNoSeedThatMayHaveBegunToForm() throws IOException {
        Conversation quorum = new Conversation(List.of(B, C, D), Requirement.hosts(2), 1)
                .leads(1)
                .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                .hello(B, 2, 1, "mb")
                .hello(C, 3, 1, "mc")
                .hello(D, 4, 1, "md")
                .closed(2);
        for (int s = 0; s < 16; s++) {
            quorum.after(1_000).quietly(1, 3, 4);
        }
        quorum.skip(1, B, "")
                .hello(B, 5, 2, "mb")
                .report(B, 5, 2, seen(Role.COMPUTE, READY))
                .closed(4);
        for (int s = 0; s < 16; s++) {
            quorum.after(1_000).quietly(1, 3, 5);
        }
        golden("quorum-seed", quorum.report(C, 3, 1, seen(Role.COMPUTE, READY)));
    }

    @Test
    void anOperatorSkipsAHostUntilItComes() throws IOException {
        golden(
                "skip",
                new Conversation(List.of(B, C))
                        .leads(1)
                        .skip(1, HostName.of("x"), "")
                        .skip(2, A, "")
                        .hello(A, 1, 1, "ma")
                        .skip(3, A, "")
                        .skip(4, C, "")
                        .skip(5, C, "")
                        .unskip(6, C)
                        .unskip(7, C)
                        .hello(B, 2, 1, "mb")
                        .skip(8, C, "")
                        .problems()
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .report(B, 2, 1, seen(Role.COMPUTE, READY))
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb", seen(Role.COMPUTE, READY))
                        .problems()
                        .hello(C, 3, 1, "mc")
                        .report(C, 3, 1, seen(Role.COMPUTE, READY))
                        .stop()
                        .skip(9, C, ""));
    }

    @Test
    void agentsThatAreAwayAreCountedHoweverFewAreNamed() {
        List<HostName> workers =
                IntStream.range(0, 9).mapToObj(i -> HostName.of("w" + i)).toList();
        Conversation talk = new Conversation(workers).leads(1).hello(A, 100, 1, "ma");
        for (int i = 0; i < workers.size(); i++) {
            talk.hello(workers.get(i), i, 1, "m" + i)
                    .report(workers.get(i), i, 1, Conversation.gaveUp(Role.COMPUTE))
                    .closed(i);
        }
        assertThat(talk.retry(1, null, null).transcript()).contains("the agent of w0, w1, w2, w3, ... (9) is away");
    }

    @Test
    void whatFailedIsTriedAgainOnAnOperatorsWord() throws IOException {
        Conversation talk = new Conversation(List.of(B, C))
                .retry(1, B, null)
                .leads(1)
                .retry(2, HostName.of("x"), null)
                .retry(3, null, null)
                .hello(A, 1, 1, "ma")
                .hello(B, 2, 1, "mb")
                .hello(C, 3, 1, "mc")
                .report(A, 1, 1, seen(Role.MASTER, READY))
                .report(B, 2, 1, Conversation.gaveUp(Role.COMPUTE))
                .report(C, 3, 1, seen(Role.COMPUTE, READY))
                .problems()
                .retry(4, B, Role.INDEX)
                .retry(5, C, null)
                .retry(6, C, Role.COMPUTE)
                .retry(7, B, null)
                .retry(8, B, Role.COMPUTE)
                .report(C, 3, 1, Conversation.gaveUp(Role.COMPUTE))
                .retry(9, null, null)
                .report(B, 2, 1, seen(Role.COMPUTE, ComponentState.STARTING))
                .retry(10, null, null)
                .retry(11, B, Role.COMPUTE)
                .report(B, 2, 1, Conversation.gaveUp(Role.COMPUTE))
                .closed(2)
                .retry(12, B, Role.COMPUTE)
                .after(20_000)
                .heartbeats(1, 3);
        golden(
                "retry",
                talk.tick()
                        .retry(13, B, Role.COMPUTE)
                        .report(C, 3, 1, seen(Role.COMPUTE, READY))
                        .retry(14, null, null)
                        .stopHost(C)
                        .retry(15, C, null)
                        .stop()
                        .retry(16, null, null));
    }

    @Test
    void theOnlyHostOfARoleIsSkippedByForceOnly() throws IOException {
        golden(
                "skip-force",
                new Conversation(List.of(B))
                        .leads(1)
                        .hello(B, 1, 1, "mb")
                        .skip(1, A, "")
                        .skip(2, A, " --force")
                        .report(B, 1, 1, seen(Role.COMPUTE, READY)));
    }

    private static Check failed(String name, String code, String message) {
        return Check.failed(name, Role.COMPUTE, Failure.of(code, message, "kill 812"));
    }

    private static final Check PORT =
            failed("port 7078 (worker)", "PORT_IN_USE", "port 7078 is in use by process 812 (java)");
    private static final Check DISK = failed("disk", "DISK_FULL", "3 MiB are free in /, and 400 MiB are needed");

    /** Rules 1 and 4 of {@link Checkup}. */
    @Test
    void aHostThatLacksSomethingKeepsTheStartUntilThatIsRepaired() throws IOException {
        golden(
                "preflight",
                new Conversation(List.of(B, C))
                        .leads(1)
                        .lacks(B, PORT, DISK)
                        .hello(B, 1, 1, "mb")
                        .hello(C, 2, 1, "mc")
                        .hello(A, 3, 1, "ma")
                        .after(100)
                        .report(A, 3, 1, seen(Role.MASTER, STOPPED))
                        .problems()
                        .after(4_900)
                        .heartbeats(1, 2, 3)
                        .tick()
                        .lacks(B, DISK)
                        .after(5_000)
                        .tick()
                        .lacks(B)
                        .after(5_000)
                        .quietly(1, 2, 3)
                        .after(5_000)
                        .quietly(1, 2, 3)
                        .problems());
    }

    /** Rule 2 of {@link Checkup}. */
    @Test
    void onlyTheNewestAnswerOnThePresentSessionCounts() throws IOException {
        golden(
                "preflight-sessions",
                new Conversation()
                        .leads(1)
                        .silent(B)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .looked(2, -9)
                        .closed(2)
                        .looked(2, -2)
                        .hello(B, 3, 1, "mb")
                        .looked(3, -2)
                        .problems()
                        .after(5_000)
                        .quietly(1, 3)
                        .after(5_000)
                        .quietly(1, 3)
                        .problems()
                        .looked(3, -4, DISK)
                        .looked(3, -3)
                        .speaksAgain(B)
                        .after(5_000)
                        .quietly(1, 3)
                        .after(5_000)
                        .quietly(1, 3));
    }

    /** Rule 1 of {@link Checkup}: what is ignored is stored, and holds for the next leader and the next run. */
    @Test
    void whatIsIgnoredByNameKeepsNobody() throws IOException {
        golden(
                "preflight-ignored",
                new Conversation()
                        .leads(1)
                        .lacks(B, DISK, Check.warning("memory now", Role.COMPUTE, Failure.of("MEMORY_LOW", "low", "")))
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .ignores(7, HostName.of("x"), "disk")
                        .heeds(8, B, "disk")
                        .restarts(2)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .ignores(9, B, "disk")
                        .ignores(10, B, "disk")
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .report(B, 2, 1, seen(Role.COMPUTE, READY))
                        .stop()
                        .report(B, 2, 1, seen(Role.COMPUTE, STOPPED))
                        .report(A, 1, 1, seen(Role.MASTER, STOPPED))
                        .goodbye(A, 1, 1)
                        .goodbye(B, 2, 1)
                        .restarts(3)
                        .hello(A, 1, 2, "ma")
                        .hello(B, 2, 2, "mb")
                        .heeds(11, B, "disk"));
    }

    /** Rule 1 of {@link Checkup}: a leader that follows neither asks again nor stops what runs. */
    @Test
    void aRunWhosePreflightHasPassedIsNotLookedAtAgain() throws IOException {
        golden(
                "preflight-failover",
                new Conversation()
                        .leads(1)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .lacks(A, PORT)
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb"));
    }

    /** Rule 1 of {@link Checkup}: what runs goes on, and what has failed waits like the rest. */
    @Test
    void whatRunsWhenARunBeginsGoesOn() throws IOException {
        golden(
                "preflight-adopted",
                new Conversation()
                        .leads(1)
                        .lacks(B, DISK)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb", failing(Role.COMPUTE))
                        .stopHost(B)
                        .report(B, 2, 1, seen(Role.COMPUTE, STOPPED)));
    }

    /** Rules 1 and 3 of {@link Reachability}: hosts try each other before anything listens, and let go before anything starts. */
    @Test
    void hostsThatDoNotReachEachOtherKeepTheStart() throws IOException {
        golden(
                "reach",
                new Conversation(List.of(B, C))
                        .listening()
                        .leads(1)
                        .blocked(B, A)
                        .blocked(C, A)
                        .lacks(C, PORT)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .hello(C, 3, 1, "mc")
                        .problems()
                        .lacks(C)
                        .open(B, A)
                        .after(5_000)
                        .quietly(1, 2, 3)
                        .after(5_000)
                        .quietly(1, 2, 3)
                        .problems()
                        .open(C, A)
                        .after(5_000)
                        .quietly(1, 2, 3)
                        .after(5_000)
                        .quietly(1, 2, 3));
    }

    /** What another one says late, or does not say, keeps it; an operator who knows better lets the start go on. */
    @Test
    void whoDoesNotSayWhatItReachesIsAskedAgain() throws IOException {
        golden(
                "reach-silent",
                new Conversation(List.of(B, C))
                        .listening()
                        .leads(1)
                        .deaf(C)
                        .blocked(B, A)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .hello(C, 3, 1, "mc")
                        .after(4_900)
                        .quietly(1, 2, 3)
                        .after(100)
                        .quietly(1, 2, 3)
                        .after(4_900)
                        .quietly(1, 2, 3)
                        .after(4_900)
                        .quietly(1, 2, 3)
                        .after(200)
                        .quietly(1, 2, 3)
                        .problems()
                        .hears(C)
                        .ignores(7, A, "port 7000 (master-port) from other hosts")
                        .after(4_900)
                        .quietly(1, 2, 3)
                        .after(4_900)
                        .quietly(1, 2, 3)
                        .after(4_900)
                        .quietly(1, 2, 3));
    }

    /** Rules 1, 2 and 3 of {@link Reachability}: a stop ends it, who comes again tries again, and what runs is tried itself. */
    @Test
    void aNewSessionTriesAgainAndAStopEndsIt() throws IOException {
        golden(
                "reach-sessions",
                new Conversation(List.of(B, C))
                        .listening()
                        .leads(1)
                        .lacks(C, DISK)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb")
                        .hello(C, 3, 1, "mc")
                        .closed(2)
                        .deaf(B)
                        .hello(B, 4, 1, "mb")
                        .stop());
    }

    @Test
    void anInstallationIsToldInFewSteps() throws IOException {
        golden(
                "install-steps",
                new Conversation()
                        .leads(1)
                        .lacks(B, DISK)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .report(A, 1, 1, Conversation.installing(Role.MASTER, "installing"))
                        .report(A, 1, 1, Conversation.installing(Role.MASTER, "downloading 1 %, 0 of 2 (1 of 90 MB)"))
                        .report(A, 1, 1, Conversation.installing(Role.MASTER, "downloading 24 %, 0 of 2 (20 of 90 MB)"))
                        .report(A, 1, 1, Conversation.installing(Role.MASTER, "downloading 61 %, 1 of 2 (55 of 90 MB)"))
                        .report(A, 1, 1, Conversation.installing(Role.MASTER, "unpacking 2 items"))
                        .report(A, 1, 1, Conversation.installing(Role.MASTER, "unpacking 3 items"))
                        .report(A, 1, 1, seen(Role.MASTER, STOPPED)));
    }

    @Test
    void whetherHostsCanBeStoppedIsJudgedByWhatWouldBeLost() throws IOException {
        golden(
                "can-stop",
                new Conversation(List.of(B, C, D), null, 1)
                        .leads(1)
                        .hello(A, 1, 1, "ma")
                        .hello(B, 2, 1, "mb")
                        .hello(C, 3, 1, "mc")
                        .hello(D, 4, 1, "md")
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .report(B, 2, 1, seen(Role.COMPUTE, READY))
                        .canStop(B)
                        .canStop(C)
                        .report(C, 3, 1, seen(Role.COMPUTE, READY))
                        .canStop(B)
                        .report(D, 4, 1, seen(Role.COMPUTE, READY))
                        .canStop(A)
                        .canStop(B)
                        .canStop(B, C)
                        .canStop(B, C, D)
                        .restrain(1, new Restraint.BeginMaintenance(D, 600_000, false))
                        .canStop(B)
                        .canStop(D)
                        .restrain(2, new Restraint.EndMaintenance(D))
                        .restart(3)
                        .canStop(B));
    }

    /** Rule 4 of Rollout. */
    @Test
    void aHostThatHasLeftIsNoMemberAndNoProblemAnyMore() throws IOException {
        golden(
                "host-removed",
                threeStarted()
                        .goodbye(C, 3, 1)
                        .unplannable(C)
                        .hello(C, 4, 2, "mc2")
                        .problems()
                        .apply(5, B)
                        .after(100)
                        .tick()
                        .problems());
    }

    /** Rule 1 of Circulation: c keeps what this coordinator does not know, and is told of, not overwritten, until something newer is in force. */
    @Test
    void theDefinitionGoesToEveryHostThatDoesNotHaveIt() throws IOException {
        golden(
                "definition-circulates",
                new Conversation(List.of(B, C))
                        .circulating()
                        .leads(1)
                        .hello(A, 1, 1, "ma")
                        .helloKeeping(B, 2, 1, "hash")
                        .helloKeeping(C, 3, 2, "hash of another one")
                        .problems()
                        .after(100)
                        .tick()
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .report(B, 2, 1, seen(Role.COMPUTE, READY))
                        .report(C, 3, 1, seen(Role.COMPUTE, READY))
                        .after(100)
                        .tick()
                        .apply(5, B)
                        .after(100)
                        .tick()
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .after(100)
                        .tick());
    }

    /** Rule 4 of Rollout: the agent tries again, so that one failed try fails no step. */
    @Test
    void whoCannotLeaveIsTriedAgainForAWhile() throws IOException {
        golden(
                "leave-fails",
                threeStarted()
                        .apply(5, B)
                        .report(C, 3, 1, refusing(""))
                        .after(299_000)
                        .tick()
                        .report(C, 3, 1, refusing("leaving"))
                        .after(2_000)
                        .report(C, 3, 1, refusing("leaving"))
                        .report(C, 3, 1, refusing(""))
                        .tick());
    }

    /** c was to take the place of b, which never ran: when that is cancelled, b forms the role, and waits for nobody who does not come. */
    @Test
    void whatWasToLeaveAndNeverRanIsStartedWhenTheChangeIsCancelled() throws IOException {
        golden(
                "cancelled-removal",
                new Conversation(List.of(B), null, 1)
                        .leads(1)
                        .hello(A, 1, 1, "ma")
                        .skip(1, B, "late")
                        .report(A, 1, 1, seen(Role.MASTER, READY))
                        .after(100)
                        .tick()
                        .apply(2, C)
                        .hello(C, 2, 1, "mc")
                        .tick()
                        .steer(3, Steering.CANCEL, "bob")
                        .after(100)
                        .tick()
                        .hello(B, 3, 1, "mb")
                        .tick()
                        .report(B, 3, 1, seen(Role.COMPUTE, READY))
                        .after(100)
                        .tick()
                        .problems());
    }

    private static Conversation threeStarted() {
        return threeStarted(new Conversation(List.of(B, C)));
    }

    /** @param fresh of the master a and the workers b and c */
    private static Conversation threeStarted(Conversation fresh) {
        return fresh.leads(1)
                .hello(A, 1, 1, "ma")
                .hello(B, 2, 1, "mb")
                .hello(C, 3, 1, "mc")
                .report(A, 1, 1, seen(Role.MASTER, READY))
                .report(B, 2, 1, seen(Role.COMPUTE, READY))
                .report(C, 3, 1, seen(Role.COMPUTE, READY));
    }

    private static Observation refusing(String progress) {
        Observation ready = seen(Role.COMPUTE, READY);
        return new Observation(
                ready.role(),
                ready.state(),
                ready.launch(),
                ready.plan(),
                ready.pid(),
                ready.evidence(),
                Failure.of("LEAVE_FAILED", "c/compute has not left", ""),
                0,
                false,
                progress);
    }

    @Test
    void whatAChangeItselfTakesDownIsToldOnceAndAllElseEachTime() throws IOException {
        golden(
                "degraded-by-change",
                started()
                        .tick()
                        .restart(1)
                        .report(A, 2, 1, seen(Role.MASTER, STOPPED))
                        .report(A, 2, 1, seenAgain(Role.MASTER, READY))
                        .after(100)
                        .tick()
                        .report(B, 1, 1, seen(Role.COMPUTE, STOPPED))
                        .report(A, 2, 1, failing(Role.MASTER))
                        .after(1_000)
                        .report(A, 2, 1, seenAgain(Role.MASTER, READY))
                        .report(B, 1, 1, seenAgain(Role.COMPUTE, READY)));
    }

    @Test
    void aCoordinatorThatHasLostItsStoreIsRebuiltFromTheCopyOfAHost() throws IOException {
        Revision seven = new Revision(new Generation(7), new SpecHash("hash"), "{}", "ann", 0, "more heap");
        Revision six = new Revision(new Generation(6), new SpecHash("hash of six"), "{ }", "bob", 0, "");
        golden(
                "rebuilt",
                new Conversation()
                        .circulating()
                        .rebuilt(
                                1004,
                                new DefinitionCopy(
                                        new ClusterId("id"), B, new Epoch(3), seven, six, List.of(Role.COMPUTE), null))
                        .helloKeeping(A, 1, 7, "hash")
                        .helloKeeping(B, 2, 7, "hash")
                        .after(100)
                        .tick()
                        .problems());
    }

    /** Rule 1 of RestraintDesk. */
    @Test
    void aFrozenClusterIsNotChanged() throws IOException {
        golden(
                "frozen",
                started()
                        .tick()
                        .restrain(1, new Restraint.Freeze())
                        .problems()
                        .restart(2)
                        .restrain(3, new Restraint.Freeze())
                        .restrain(4, new Restraint.Unfreeze())
                        .restrain(5, new Restraint.Unfreeze())
                        .problems()
                        .restart(6)
                        .tick());
    }

    /** Rule 1 of RestraintDesk. */
    @Test
    void aStartThatIsFrozenLaunchesNothingMore() throws IOException {
        golden(
                "frozen-start",
                new Conversation()
                        .leads(1)
                        .hello(B, 1, 1, "mb")
                        .hello(A, 2, 1, "ma")
                        .report(A, 2, 1, seen(Role.MASTER, STOPPED))
                        .report(B, 1, 1, seen(Role.COMPUTE, STOPPED))
                        .restrain(1, new Restraint.Freeze())
                        .report(A, 2, 1, seen(Role.MASTER, READY))
                        .tick()
                        .restrain(2, new Restraint.Unfreeze()));
    }

    /** Rule 1 of RestraintDesk. */
    @Test
    void aChangeBeginsNoFurtherBatchWhileFrozenByForceNeither() throws IOException {
        golden(
                "frozen-change",
                started()
                        .tick()
                        .restart(1)
                        .tick()
                        .restrain(2, new Restraint.Freeze())
                        .report(A, 2, 1, seen(Role.MASTER, STOPPED))
                        .after(100)
                        .tick()
                        .report(A, 2, 1, seenAgain(Role.MASTER, READY))
                        .after(100)
                        .tick()
                        .force(3)
                        .tick()
                        .restrain(4, new Restraint.Unfreeze()));
    }

    /** Rules 2 and 3 of RestraintDesk. */
    @Test
    void aHostInMaintenanceIsMissedByNobodyUntilItsTimeIsOver() throws IOException {
        golden(
                "maintenance",
                started()
                        .tick()
                        .restrain(1, new Restraint.BeginMaintenance(HostName.of("x"), 600_000, false))
                        .restrain(2, new Restraint.BeginMaintenance(B, 600_000, false))
                        .problems()
                        .restart(3)
                        .closed(1)
                        .after(2_100)
                        .tick()
                        .problems()
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .tick()
                        .after(300_000)
                        .heartbeats(1)
                        .tick()
                        .after(300_000)
                        .tick()
                        .problems()
                        .restrain(4, new Restraint.EndMaintenance(B)));
    }

    /** Rules 1 to 6 of HostDrain. */
    @Test
    void whomMaintenanceDrainsIsPutBackWhenItHasJoinedWhoeverLeads() throws IOException {
        Restraint drain = new Restraint.BeginMaintenance(B, 600_000, true);
        golden(
                "drained",
                threeStarted(new Conversation(List.of(B, C)).balanced())
                        .tick()
                        .restrain(1, drain)
                        .balancer("no such server")
                        .after(1_000)
                        .tick()
                        .problems()
                        .after(30_000)
                        .heartbeats(1, 2, 3)
                        .tick()
                        .balancer("")
                        .restart(2)
                        .balancer("")
                        .canStop(C)
                        .restrain(3, new Restraint.BeginMaintenance(C, 600_000, true))
                        .report(B, 2, 1, seen(Role.COMPUTE, STOPPED))
                        .restrain(4, new Restraint.EndMaintenance(B))
                        .tick()
                        .problems()
                        .restrain(5, new Restraint.Freeze())
                        .report(B, 2, 1, seenAgain(Role.COMPUTE, READY))
                        .tick()
                        .restrain(6, drain)
                        .restrain(7, new Restraint.Unfreeze())
                        .tick()
                        .restarts(2)
                        .balancer("")
                        .hello(A, 4, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 5, 1, "mb", seenAgain(Role.COMPUTE, READY))
                        .hello(C, 6, 1, "mc", seen(Role.COMPUTE, READY))
                        .tick()
                        .tick()
                        .balancer("")
                        .balancer("")
                        .problems());
    }

    /** Rules 1 and 2 of LockDesk. */
    @Test
    void whatIsLockedNobodyElseChanges() throws IOException {
        LockScope compute = LockScope.of(Role.COMPUTE);
        golden(
                "locked",
                started()
                        .tick()
                        .restrain(1, new Restraint.TakeLock(LockScope.of(new Role("ghost")), 600_000))
                        .restrain(2, new Restraint.TakeLock(LockScope.of(HostName.of("x")), 600_000))
                        .restrain(3, new Restraint.TakeLock(compute, 600_000))
                        .problems()
                        .canStop(B)
                        .restart(4)
                        .apply(5, C)
                        .stopHost(B)
                        .stop()
                        .restrain(6, new Restraint.TakeLock(LockScope.of(B), 600_000), "bob")
                        .restrain(7, new Restraint.TakeLock(LockScope.CLUSTER, 600_000), "bob")
                        .restrain(8, new Restraint.TakeLock(LockScope.of(A), 600_000), "bob")
                        .restart(9, "ann")
                        .restrain(10, new Restraint.ReleaseLock(compute, false), "bob")
                        .restrain(11, new Restraint.ReleaseLock(compute, true), "bob")
                        .restrain(12, new Restraint.ReleaseLock(compute, false))
                        .restart(13));
    }

    /** Rules 1 and 2 of LockDesk. */
    @Test
    void whatAChangeHasBeforeItNobodyElseLocks() throws IOException {
        golden(
                "locked-change",
                started()
                        .tick()
                        .restart(1)
                        .tick()
                        .restrain(2, new Restraint.TakeLock(LockScope.of(Role.COMPUTE), 600_000))
                        .restrain(3, new Restraint.TakeLock(LockScope.CLUSTER, 600_000), "bob")
                        .steer(4, Steering.FORCE, "ann")
                        .steer(5, Steering.PAUSE, "ann")
                        .steer(6, Steering.RESUME, "ann")
                        .steer(7, Steering.RESUME, "bob")
                        .report(A, 2, 1, seen(Role.MASTER, STOPPED))
                        .after(100)
                        .tick()
                        .report(A, 2, 1, seenAgain(Role.MASTER, READY))
                        .after(100)
                        .tick()
                        .restrain(8, new Restraint.ReleaseLock(LockScope.CLUSTER, false), "bob")
                        .restrain(9, new Restraint.TakeLock(LockScope.of(Role.MASTER), 600_000))
                        .steer(10, Steering.CANCEL, "ann"));
    }

    /** Rule 3 of LockDesk. */
    @Test
    void aLockEndsByItselfWhoeverLeads() throws IOException {
        golden(
                "lock-ends",
                started()
                        .tick()
                        .restrain(1, new Restraint.TakeLock(LockScope.of(B), 600_000))
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .hello(B, 2, 1, "mb", seen(Role.COMPUTE, READY))
                        .tick()
                        .restart(2)
                        .after(300_000)
                        .heartbeats(1)
                        .heartbeats(2)
                        .tick()
                        .after(300_000)
                        .heartbeats(1)
                        .heartbeats(2)
                        .tick()
                        .restart(3));
    }

    /** Rules 1 to 3 of ChangeQueue. */
    @Test
    void whoWaitsIsServedInTheOrderOfArrivalAsLongAsHeAsks() throws IOException {
        golden(
                "queue",
                started()
                        .tick()
                        .waits(1, "ann")
                        .waits(2, "bob")
                        .problems()
                        .restart(3, "eve")
                        .restart(4, "bob")
                        .waitsNoLonger(5, "eve")
                        .restart(6, "ann")
                        .restart(7, "bob")
                        .steer(8, Steering.CANCEL, "ann")
                        .waits(9, "eve")
                        .after(4_000)
                        .heartbeats(1)
                        .heartbeats(2)
                        .tick()
                        .after(4_000)
                        .waits(10, "eve")
                        .heartbeats(1)
                        .heartbeats(2)
                        .tick()
                        .after(4_000)
                        .heartbeats(1)
                        .heartbeats(2)
                        .tick()
                        .problems()
                        .waitsNoLonger(11, "eve")
                        .restarts(2)
                        .waits(12, "dan")
                        .problems());
    }

    @Test
    void soManyMayWaitAndNoMore() {
        Conversation talk = started();
        for (int i = 1; i <= ChangeQueue.PLACES_MAX + 1; i++) {
            talk.waits(i, "w" + i);
        }
        assertThat(talk.waits(99, "w1").transcript())
                .contains("answer request 50: done: place 50", "answer request 51: QUEUE_FULL: ", "99: done: place 1");
    }

    @Test
    void soManyLocksAreKeptAndNoMore() {
        Restraints restraints = Restraints.NONE;
        for (int i = 1; i < LockDesk.LOCKS_MAX; i++) {
            restraints = restraints.with(new Lock(LockScope.of(HostName.of("h" + i)), "ann", "", 0, 1_000_000));
        }
        assertThat(started()
                        .stored(restraints)
                        .restarts(2)
                        .hello(A, 1, 1, "ma", seen(Role.MASTER, READY))
                        .restrain(1, new Restraint.TakeLock(LockScope.of(A), 600_000))
                        .restrain(2, new Restraint.TakeLock(LockScope.of(B), 600_000))
                        .restrain(3, new Restraint.TakeLock(LockScope.of(A), 600_000))
                        .transcript()
                        .lines())
                .filteredOn(line -> line.startsWith("    answer request"))
                .satisfiesExactly(
                        done -> assertThat(done).contains("1: done"),
                        full -> assertThat(full).contains("2: ", "there are 200 locks already"),
                        again -> assertThat(again).contains("3: done"));
    }

    private static void golden(String name, Conversation conversation) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, conversation.transcript());
        }
        assertThat(conversation.transcript()).isEqualTo(Files.readString(file));
    }
}
