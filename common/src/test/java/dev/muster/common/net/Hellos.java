package dev.muster.common.net;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import java.util.List;

/** Messages for tests of the transport, which does not care what they say. */
final class Hellos {

    private Hellos() {}

    static Message.Hello hello() {
        AgentFacts facts = new AgentFacts("0", "boot", 1, "/d", "/s", List.of(), List.of(), null, 1, 1L << 30, 1024, 0);
        return new Message.Hello(
                1,
                1,
                new ClusterName("c"),
                HostName.of("127.0.0.1"),
                new Incarnation(1),
                facts,
                new SpecHash("ab"),
                "",
                Epoch.NONE,
                List.of());
    }

    static Message.Welcome welcome(long heartbeatMs, long leaseMs) {
        return new Message.Welcome(1, new ClusterId("c-1"), new Epoch(1), heartbeatMs, leaseMs, List.of());
    }
}
