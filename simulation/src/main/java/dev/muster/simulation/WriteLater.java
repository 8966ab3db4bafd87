package dev.muster.simulation;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import org.jspecify.annotations.Nullable;

/** A planted bug: what is to be stored is handed over one step late, so nothing waits for it. */
final class WriteLater<E, C, D> implements Core<E, C, D> {

    private final Core<E, C, D> core;
    private @Nullable D late;

    WriteLater(Core<E, C, D> core) {
        this.core = core;
    }

    @Override
    public Decision<C, D> step(long nowMs, E event) {
        Decision<C, D> decision = core.step(nowMs, event);
        D write = late;
        late = decision.write();
        return new Decision<>(decision.commands(), write);
    }
}
