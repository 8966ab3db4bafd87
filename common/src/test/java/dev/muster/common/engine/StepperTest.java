package dev.muster.common.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StepperTest {

    /** Each event is a command; an event that starts with ! also changes the durable state to itself. */
    private final Stepper<String, String, String> stepper = new Stepper<>(
            (nowMs, event) -> new Decision<>(List.of("do " + event), event.startsWith("!") ? event : null));

    private Stepper.Released<String, String> accept(String event) {
        return stepper.accept(0, event);
    }

    private static void assertReleased(
            Stepper.Released<String, String> released, @Nullable String write, String... commands) {
        assertThat(released.commands()).containsExactly(commands);
        assertThat(released.write()).isEqualTo(write);
    }

    @Test
    void commandsOfAStepWithoutAWriteAreReleasedAtOnce() {
        assertReleased(accept("a"), null, "do a");
    }

    @Test
    void commandsOfAStepWithAWriteWaitUntilItIsStored() {
        assertReleased(accept("!a"), "!a");
        assertReleased(stepper.stored(), null, "do !a");
    }

    @Test
    void laterCommandsNeverOvertakeHeldOnes() {
        accept("!a");
        assertReleased(accept("b"), null);
        assertReleased(stepper.stored(), null, "do !a", "do b");
    }

    @Test
    void whatChangesDuringAWriteIsWrittenOnceAsTheNewestState() {
        accept("!a");
        assertReleased(accept("!b"), null);
        assertReleased(accept("!c"), null);
        assertReleased(stepper.stored(), "!c", "do !a");
        assertReleased(accept("d"), null);
        assertReleased(stepper.stored(), null, "do !b", "do !c", "do d");
        assertThat(stepper.isStoring()).isFalse();
    }

    @Test
    void whatIsAbandonedIsNeverReleased() {
        accept("!a");
        accept("!b");
        stepper.abandon();
        assertReleased(accept("c"), null, "do c");
        assertReleased(accept("!d"), "!d");
        assertReleased(stepper.stored(), null, "do !d");
    }

    @Test
    void storedWithoutAWriteIsAProgrammersError() {
        assertThatThrownBy(stepper::stored).isInstanceOf(IllegalStateException.class);
    }
}
