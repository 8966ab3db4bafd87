package dev.muster.coordinator.trust;

import java.io.IOException;

/** Where the cluster's trust is kept. One writer's change is never lost to another's. */
public interface TrustStore {

    /**
     * What is kept.
     *
     * @param version changes with each write; {@value #ABSENT} when there is nothing yet
     */
    record Kept(Trust trust, int version) {
        /** Nothing is kept yet. */
        public static final int ABSENT = -1;
    }

    /** What is kept now. */
    Kept read() throws IOException;

    /** Keeps {@code trust} in place of {@code version}; false when somebody else was faster. */
    boolean write(Trust trust, int version) throws IOException;
}
