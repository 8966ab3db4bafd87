package dev.muster.rig.world;

import dev.muster.rig.world.FrameProxy.Passage;
import dev.muster.rig.world.FrameProxy.Road;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The roads that rows send frames on. */
public final class Roads {

    private static final int REMEMBERED_MAX = 400;

    private Roads() {}

    /** Every frame arrives so much later. */
    public static Supplier<Road> late(long delayMs) {
        return () -> frame -> List.of(new Passage(frame, delayMs));
    }

    /**
     * A seeded network that repeats frames, lets them overtake each other, and repeats such as were sent long ago, on other
     * connections too. The first frame of a connection comes first and once: what is not a session is not spoken about here.
     */
    public static final class Unruly implements Supplier<Road> {

        private final Random random;
        private final List<byte[]> toCoordinator = Collections.synchronizedList(new ArrayList<>());
        private final List<byte[]> toAgents = Collections.synchronizedList(new ArrayList<>());
        private final AtomicLong made = new AtomicLong();
        private final AtomicLong troubled = new AtomicLong();

        public Unruly(long seed) {
            random = new Random(seed);
        }

        /** How many frames were repeated, late or of long ago. */
        public long troubled() {
            return troubled.get();
        }

        @Override
        public Road get() {
            // The first of each two is the one from the agent: see FrameProxy.
            List<byte[]> earlier = made.getAndIncrement() % 2 == 0 ? toCoordinator : toAgents;
            boolean[] begun = new boolean[1];
            return frame -> {
                boolean first = !begun[0];
                begun[0] = true;
                return first ? List.of(new Passage(frame, 0)) : pass(frame, earlier);
            };
        }

        private synchronized List<Passage> pass(byte[] frame, List<byte[]> earlier) {
            List<Passage> passages = new ArrayList<>();
            passages.add(new Passage(frame, chance(20) ? random.nextInt(600) : 0));
            if (chance(20)) {
                passages.add(new Passage(frame, random.nextInt(600)));
            }
            if (chance(20) && !earlier.isEmpty()) {
                passages.add(new Passage(earlier.get(random.nextInt(earlier.size())), random.nextInt(600)));
            }
            if (earlier.size() < REMEMBERED_MAX) {
                earlier.add(frame);
            }
            return passages;
        }

        private boolean chance(int percent) {
            boolean happens = random.nextInt(100) < percent;
            if (happens) {
                troubled.incrementAndGet();
            }
            return happens;
        }
    }
}
