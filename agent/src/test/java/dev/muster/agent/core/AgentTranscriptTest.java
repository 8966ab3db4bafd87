package dev.muster.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Epoch;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What an agent does in the usual and the unusual cases, as texts that can be read without the code:
 * {@code src/test/resources/dev/muster/agent/core}. Written anew with {@code -Dgolden.write=true}, and then read.
 */
class AgentTranscriptTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/muster/agent/core");

    private static AgentTalk ready() {
        return new AgentTalk()
                .linked(1, 1)
                .goals(1, 1, GoalState.RUNNING, "plan-a")
                .installed("plan-a")
                .launched(1)
                .probed(1, true);
    }

    @Test
    void aComponentFromItsGoalToItsReadiness() throws IOException {
        golden("start", ready());
    }

    @Test
    void aSessionGoesOnOverAConnectionThatTakesThePlaceOfASilentOne() throws IOException {
        golden(
                "silent-connection",
                ready().up(2)
                        .probed(1, false)
                        .linked(3, 1)
                        .goals(3, 1, GoalState.RUNNING, "plan-a")
                        .up(4)
                        .lost(4)
                        .lost(1));
    }

    @Test
    void whyThereIsNoSessionIsToldOnceForEachCause() throws IOException {
        golden(
                "no-session",
                new AgentTalk().up(1).lost(1).up(2).lost(2).linked(3, 1).lost(3));
    }

    /** Rule 8. */
    @Test
    void whatLeavesIsStoppedOnceItHasLeftAndIsAbsentOnceAllIsDone() throws IOException {
        golden(
                "left",
                ready().toLeave(1, 2)
                        .leaving(1, "leaving: 18 GB to stream")
                        .probed(1, false)
                        .left(1)
                        .stopped(1)
                        .notClosed()
                        .after(30_000)
                        .closed()
                        .toLeave(1, 3));
    }

    @Test
    void aLeavingThatFailsIsTriedAgainWhileTheComponentRuns() throws IOException {
        golden(
                "leave-fails",
                ready().toLeave(1, 2)
                        .notLeft(1)
                        .after(10_000)
                        .after(20_000)
                        .notLeft(1)
                        .retry(1, 1)
                        .left(1));
    }

    @Test
    void aLeavingGoesOnUnderTheNextAgent() throws IOException {
        golden(
                "leave-killed",
                ready().toLeave(1, 2)
                        .killedAndBack(1)
                        .linked(2, 1)
                        .toLeave(2, 1)
                        .after(60_000)
                        .left(new LaunchId(new Incarnation(1), 1))
                        .killedAndAlone()
                        .linked(3, 1)
                        .toLeave(3, 1)
                        .closed());
    }

    @Test
    void whatIsToStayAfterAllIsNotStopped() throws IOException {
        golden(
                "leave-undone",
                ready().toLeave(1, 2)
                        .numbered(1, 3, GoalState.RUNNING, "plan-l", null)
                        .left(1)
                        .closed()
                        .toLeave(1, 4));
    }

    @Test
    void whatWasLaunchedHereAndDoesNotRunIsStartedToLeave() throws IOException {
        golden(
                "leave-stopped",
                ready().goals(1, 1, GoalState.STOPPED, "plan-a")
                        .stopped(1)
                        .killedAndAlone()
                        .linked(2, 1)
                        .toLeave(2, 1)
                        .installed("plan-l")
                        .launched(1)
                        .probed(1, true)
                        .exited(1)
                        .after(5_000)
                        .launched(2)
                        .leftBefore(2)
                        .closed());
    }

    @Test
    void whatWasNeverLaunchedHereHasNothingToLeave() throws IOException {
        golden(
                "leave-nothing",
                new AgentTalk()
                        .linked(1, 1)
                        .goals(1, 1, GoalState.RUNNING, "plan-a")
                        .toLeave(1, 2)
                        .installed("plan-a"));
    }

    @Test
    void whatHasNoWayToLeaveIsStopped() throws IOException {
        golden("leave-at-once", ready().goals(1, 1, GoalState.LEFT, "plan-a").stopped(1));
    }

    @Test
    void anInstallationThatFailsIsTriedAgain() throws IOException {
        golden(
                "install-fails",
                new AgentTalk()
                        .linked(1, 1)
                        .goals(1, 1, GoalState.RUNNING, "plan-a")
                        .notInstalled("plan-a")
                        .after(5_000)
                        .installed("plan-a"));
    }

    @Test
    void aCrashLoopIsGivenUpUntilTheGoalChanges() throws IOException {
        AgentTalk talk = ready();
        for (int launch = 1; launch <= 3; launch++) {
            talk.exited(launch).after(5_000);
        }
        golden("crash-loop", talk.goals(1, 1, GoalState.RUNNING, "plan-b"));
    }

    @Test
    void whatWasGivenUpIsTriedAtOnceOnAnOperatorsWord() throws IOException {
        AgentTalk talk = ready().retry(1, 1);
        for (int launch = 1; launch <= 3; launch++) {
            talk.exited(launch).after(5_000);
        }
        talk.retry(1, 0).retry(1, 1).retry(1, 1).launched(4).probed(4, true).retry(1, 1);
        // What waits for its next try is tried at once too, and has as many tries as before.
        talk.exited(4).retry(1, 1).exited(5).after(5_000).exited(6).after(5_000);
        golden("retry", talk);
    }

    @Test
    void whatAnOperatorIgnoresGoesWithEachLaunchAndIsAWordToTryAgainAtOnce() throws IOException {
        AgentTalk talk = new AgentTalk()
                .linked(1, 1)
                .goals(1, 1, GoalState.RUNNING, "plan-a")
                .installed("plan-a");
        talk.refused(1).ignoring(1, 2, "plan-a", "disk").refused(2).after(5_000);
        // That a check counts again is no such word, and no cause to stop what runs.
        talk.launched(3).ignoring(1, 3, "plan-a").exited(3).ignoring(1, 4, "plan-a", "disk", "java");
        golden("ignored-checks", talk.launched(4));
    }

    @Test
    void anInstallationThatFailedIsTriedAtOnceOnAnOperatorsWord() throws IOException {
        golden(
                "retry-install",
                new AgentTalk()
                        .linked(1, 1)
                        .retry(1, 1)
                        .goals(1, 1, GoalState.RUNNING, "plan-a")
                        .retry(1, 1)
                        .notInstalled("plan-a")
                        .retry(1, 1)
                        .installed("plan-a"));
    }

    @Test
    void aStartThatTakesTooLongIsEndedAndTriedAgain() throws IOException {
        golden(
                "start-timeout",
                new AgentTalk()
                        .linked(1, 1)
                        .goals(1, 1, GoalState.RUNNING, "plan-a")
                        .installed("plan-a")
                        .launched(1)
                        .probed(1, false)
                        .after(31_000)
                        .probed(1, true)
                        .stopped(1)
                        .after(5_000));
    }

    @Test
    void anOldCoordinatorIsNotObeyed() throws IOException {
        golden(
                "old-epoch",
                ready().lost(1)
                        .linked(2, 7)
                        .goals(2, 3, GoalState.STOPPED, "plan-a")
                        .lost(2)
                        .linked(3, 6));
    }

    @Test
    void goalsThatComeAfterNewerOnesAreIgnored() throws IOException {
        golden(
                "out-of-order",
                new AgentTalk()
                        .linked(1, 1)
                        .numbered(1, 2, GoalState.RUNNING, "plan-a", AgentTalk.plan("plan-a"))
                        .numbered(1, 1, GoalState.STOPPED, "plan-a", AgentTalk.plan("plan-a"))
                        .installed("plan-a"));
    }

    @Test
    void anAgentThatMissedSomethingBeginsASessionAnew() throws IOException {
        golden(
                "missed",
                new AgentTalk()
                        .linked(1, 1)
                        .numbered(1, 2, GoalState.RUNNING, "plan-a", null)
                        .lost(1)
                        .linked(2, 1)
                        .goals(2, 1, GoalState.RUNNING, "plan-a"));
    }

    @Test
    void aNewPlanDoesNotTouchWhatRuns() throws IOException {
        golden(
                "new-plan",
                ready().goals(1, 1, GoalState.RUNNING, "plan-b")
                        .exited(1)
                        .after(5_000)
                        .installed("plan-b"));
    }

    @Test
    void whatRunsIsAskedByTheProbesOfTheNewestPlanWhenNothingElseIsNewInIt() throws IOException {
        golden(
                "new-probes",
                ready().numbered(1, 2, GoalState.RUNNING, "plan-c", AgentTalk.plan("plan-c", "/bin/plan-a", 2_000))
                        .exited(1)
                        .after(5_000));
    }

    @Test
    void aFailedInstallationThatIsNotNeededAnyMoreEndsStoppedAndLaunchesNothing() throws IOException {
        golden(
                "plan-flips-back",
                new AgentTalk()
                        .linked(1, 1)
                        .goals(1, 1, GoalState.STOPPED, "plan-a")
                        .installed("plan-a")
                        .goals(1, 1, GoalState.RUNNING, "plan-b")
                        .goals(1, 1, GoalState.STOPPED, "plan-b")
                        .notInstalled("plan-b")
                        .goals(1, 1, GoalState.STOPPED, "plan-a")
                        .after(5_000)
                        .goals(1, 1, GoalState.RUNNING, "plan-a"));
    }

    @Test
    void anAgentThatIsKilledAdoptsWhatRuns() throws IOException {
        golden("killed", ready().killedAndBack(1).after(1_000).linked(1, 1).goals(1, 1, GoalState.RUNNING, "plan-a"));
    }

    @Test
    void aLostCoordinatorTouchesNothingAndCtrlCStopsThisHost() throws IOException {
        golden(
                "leave",
                ready().lost(1)
                        .after(60_000)
                        .linked(2, 1)
                        .asked(AgentEvent.Departure.STOP_COMPONENTS)
                        .stopped(1));
    }

    @Test
    void anAgentThatIsToldToEndStopsFirst() throws IOException {
        golden(
                "shutdown",
                ready().received(1, new Message.Shutdown(new Epoch(1), "stopped"))
                        .stopped(1));
    }

    @Test
    void whatItsPeersHaveForgottenIsRestartedOnce() throws IOException {
        golden(
                "forgotten",
                ready().listed(1, "listed")
                        .listed(1, "denied")
                        .listedFor(60_000, 1, "denied")
                        .stopped(1)
                        .after(5_000)
                        .launched(2)
                        .listed(2, "denied")
                        .listedFor(120_000, 2, "denied"));
    }

    @Test
    void silentPeersAGapOrANewComerAreNoReasonToRestart() throws IOException {
        golden(
                "not-forgotten",
                ready().listed(1, "denied")
                        .listedFor(80_000, 1, "denied") // never joined in this launch
                        .listed(1, "listed")
                        .listedFor(80_000, 1, "silent")
                        .listedFor(40_000, 1, "denied")
                        .listed(1, "silent") // interrupts
                        .listedFor(40_000, 1, "denied")
                        .after(40_000)
                        .listedFor(20_000, 1, "denied")); // who knows what was in between
    }

    @Test
    void whatWasAdoptedMayHaveBeenJoined() throws IOException {
        golden(
                "forgotten-while-away",
                ready().killedAndBack(1)
                        .linked(1, 1)
                        .goals(1, 1, GoalState.RUNNING, "plan-a")
                        .lost(1)
                        .listed(1, "denied")
                        .listedFor(60_000, 1, "denied"));
    }

    private static void golden(String name, AgentTalk talk) throws IOException {
        Path file = FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, talk.toString());
        }
        assertThat(talk.toString()).isEqualTo(Files.readString(file));
    }
}
