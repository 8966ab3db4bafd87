package dev.muster.coordinator.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.core.AwayHost;
import java.net.InetAddress;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WaitingBoardTest {

    private static final HostName SELF = HostName.of("10.0.0.1");

    private final HandClock clock = new HandClock();
    private final List<AwayHost> away = hosts(2, 3);
    private final Tries tries = new Tries(java.util.Set.of(SELF, HostName.of("10.0.0.2"), HostName.of("10.0.0.3")));
    private final WaitingBoard board = new WaitingBoard(
            SELF, tries, null, new Causes(new Remedy("muster", "c.json", "", false)), host -> true, clock);

    @Test
    void aHostOnItsWayIsNotTalkedAboutAndAfterThatEachCauseIsToldOnce() {
        assertThat(board.judge(away)).isEmpty();
        clock.nowMs += WaitingBoard.GRACE_MS - 1;
        assertThat(board.judge(away)).isEmpty();
        clock.nowMs++;
        assertThat(board.judge(away)).extracting(ClusterEvent::host).containsExactly(name(2), name(3));
        clock.nowMs += 600_000;
        assertThat(board.judge(away)).isEmpty();
    }

    @Test
    void aRefusalIsToldAtOnceAndNotOncePerTry() throws Exception {
        board.judge(away);
        refuse("TOKEN_UNKNOWN");
        List<ClusterEvent> told = board.judge(away);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).type()).isEqualTo(ClusterEvent.Type.HOST_MISSING);
        assertThat(told.get(0).message()).startsWith("CLUSTER: 10.0.0.2 is missing: it tried to connect");
        assertThat(told.get(0).cause().code()).isEqualTo("TOKEN_UNKNOWN");
        assertThat(told.get(0).cause().hint()).endsWith("\n   muster start -h 10.0.0.2 --cluster c.json");
        refuse("TOKEN_UNKNOWN");
        assertThat(board.judge(away)).isEmpty();
        refuse("KEY_CHANGED");
        assertThat(board.judge(away)).extracting(e -> e.cause().code()).containsExactly("KEY_CHANGED");
    }

    @Test
    void aReminderTellsAllOfThemAndCountsAsTold() {
        board.judge(away);
        assertThat(board.remind()).hasSize(2);
        clock.nowMs += WaitingBoard.GRACE_MS;
        assertThat(board.judge(away)).isEmpty();
    }

    @Test
    void manyAreToldByCauseAndTheExceptionByName() throws Exception {
        refuse("TOKEN_UNKNOWN");
        board.judge(hosts(IntStream.rangeClosed(2, 21).toArray()));
        assertThat(board.remind())
                .extracting(ClusterEvent::message)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("CLUSTER: 10.0.0.2 is missing: it tried"),
                        many -> assertThat(many)
                                .isEqualTo(
                                        "CLUSTER: 19 hosts are missing (has not tried to connect): 10.0.0.3, 10.0.0.4,"
                                                + " 10.0.0.5, 10.0.0.6 and 15 more"));
    }

    @Test
    void whoHasComeIsForgottenAndBeginsAnewWhenHeIsLost() {
        board.judge(away);
        clock.nowMs += WaitingBoard.GRACE_MS;
        assertThat(board.judge(away)).hasSize(2);
        assertThat(board.judge(List.of())).isEmpty();
        List<AwayHost> lost = List.of(new AwayHost(away.get(0).host(), AgentStatus.LOST));
        assertThat(board.judge(lost)).isEmpty();
        clock.nowMs += WaitingBoard.GRACE_MS;
        assertThat(board.judge(lost))
                .extracting(e -> e.cause().message())
                .containsExactly("its agent does not connect any more");
    }

    private void refuse(String code) throws Exception {
        tries.refused(
                name(2),
                InetAddress.getByAddress(new byte[] {10, 0, 0, 2}),
                Failure.of(code, "no", ""),
                0,
                clock.nowMs);
    }

    private static HostName name(int last) {
        return HostName.of("10.0.0." + last);
    }

    private static List<AwayHost> hosts(int... last) {
        return IntStream.of(last)
                .mapToObj(i -> new AwayHost(
                        new HostSpec(name(i), null, false, new TreeMap<>(), new TreeMap<>()), AgentStatus.AWAITED))
                .toList();
    }

    private static final class HandClock implements Clock {
        private long nowMs = 1_000_000;

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public long wallMs() {
            return nowMs;
        }
    }
}
