package dev.muster.simulation;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.message.Message.Hello;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What an agent says of itself, while a planted bug changes something of it. */
final class AlteredHello {

    Incarnation incarnation;
    AgentFacts facts;
    Epoch highestEpoch;

    @Nullable
    ClusterId clusterId;

    private AlteredHello(Hello real) {
        incarnation = real.incarnation();
        facts = real.facts();
        highestEpoch = real.highestEpoch();
        clusterId = real.clusterId();
    }

    static Hello of(Hello real, Consumer<AlteredHello> change) {
        AlteredHello altered = new AlteredHello(real);
        change.accept(altered);
        return new Hello(
                real.protocolMin(),
                real.protocolMax(),
                real.cluster(),
                real.host(),
                altered.incarnation,
                altered.facts,
                real.specHash(),
                real.specText(),
                altered.highestEpoch,
                real.observations(),
                real.reports(),
                real.wallMs(),
                altered.clusterId,
                real.held());
    }
}
