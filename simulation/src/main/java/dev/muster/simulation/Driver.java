package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Loop;
import dev.muster.common.engine.Stepper;
import java.util.function.Consumer;

/** Drives a core as the product's loop does, with the product's stepper, in virtual time. */
final class Driver<E, C, D> {

    private final Stepper<E, C, D> stepper;
    private final Consumer<C> commands;
    private final Loop.Writer<D> writer;
    private int abandoned;

    Driver(Core<E, C, D> core, Consumer<C> commands, Loop.Writer<D> writer) {
        this.stepper = new Stepper<>(core);
        this.commands = commands;
        this.writer = writer;
    }

    void accept(long nowMs, E event) {
        carryOut(stepper.accept(nowMs, event));
    }

    /** As {@link Loop#abandon}. */
    void abandon(long nowMs, E event) {
        abandoned++;
        stepper.abandon();
        accept(nowMs, event);
    }

    private void carryOut(Stepper.Released<C, D> released) {
        released.commands().forEach(commands);
        D write = released.write();
        if (write != null) {
            int writtenAfter = abandoned;
            writer.write(write, () -> {
                if (writtenAfter == abandoned) {
                    carryOut(stepper.stored());
                }
            });
        }
    }
}
