package dev.muster.common.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What something is put together from, closed in the reverse order. Not thread-safe. */
public final class Parts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** The part, which is closed with the others from now on. */
    public <T extends AutoCloseable> T keep(T part) {
        open.addFirst(part);
        return part;
    }

    /** Closes all that were kept, once; one that cannot be closed does not keep the others open. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable part = open.removeFirst();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close cleanly", part.getClass().getName(), e);
            }
        }
    }
}
