package dev.muster.common.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a core decided on one event.
 *
 * @param commands to be carried out in this order, after {@code write} is stored
 * @param write the whole durable state, when it changed; null when it did not
 */
public record Decision<C, D>(List<C> commands, @Nullable D write) {

    public Decision {
        commands = List.copyOf(commands);
    }

    /** Nothing to do. */
    public static <C, D> Decision<C, D> nothing() {
        return new Decision<>(List.of(), null);
    }
}
