package dev.muster.coordinator.core;

import dev.muster.common.model.Failure;
import java.util.Optional;

/** Words for a host whose wall clock is apart from ours. No decision of ours uses a wall clock; components may. */
public final class ClockDifference {

    /** Certificates, time stamps of writes and logs suffer from more than that. */
    private static final long APART_MS = 2_000;

    /** For whichever time service the machine has: chrony sets the clock at once, systemd's own when it is switched on. */
    private static final String SET_CLOCK = "sudo chronyc makestep || sudo timedatectl set-ntp true";

    private ClockDifference() {}

    /**
     * How far a clock is ahead at least, of which a message has said the time: negative when it is behind. The message's own way
     * looks like a clock that is behind.
     *
     * @param measuredMs what the message said less what our clock said when it came
     * @param wayMsMax how long it may have been on its way
     */
    public static long atLeast(long measuredMs, long wayMsMax) {
        return measuredMs >= 0 ? measuredMs : Math.min(0, measuredMs + wayMsMax);
    }

    /** What is to be said of it; empty when it is no more than two seconds. {@code aheadMs} is negative when it is behind. */
    public static Optional<Failure> of(long aheadMs) {
        long apartMs = Math.abs(aheadMs);
        if (apartMs <= APART_MS) {
            return Optional.empty();
        }
        String apart = apartMs < 120_000 ? apartMs / 1000 + " s" : (apartMs + 30_000) / 60_000 + " min";
        return Optional.of(Failure.of(
                "CLOCK_DIFFERS",
                "its clock is " + apart + (aheadMs > 0 ? " ahead of" : " behind")
                        + " the coordinator's; Muster does without, but components may not",
                "Set the clock that is wrong, on that machine: " + SET_CLOCK));
    }
}
