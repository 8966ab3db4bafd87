package dev.muster.rig.world;

import java.util.List;
import java.util.Set;

/**
 * One row of the fault catalogue.
 *
 * @param id as in docs/reliability.md, for example {@code A5}
 * @param what goes wrong, in a few words
 * @param needs of the machine
 * @param seconds after which it counts as failed, whatever it is doing
 * @param steps what is done and what must hold
 */
public record Row(String id, String what, Set<Need> needs, int seconds, Steps steps) {

    /** The limit of an ordinary row, on a busy machine. */
    public static final int SECONDS = 480;

    /** The steps of a row; a {@link RowFailed}, like any other exception, is a failure. */
    public interface Steps {
        void run(World world) throws Exception;
    }

    /** A row for any machine. */
    public static Row of(String id, String what, Steps steps) {
        return new Row(id, what, Set.of(), SECONDS, steps);
    }

    /** The same row on machines that offer this only. */
    public Row needing(Need... needed) {
        return new Row(id, what, Set.copyOf(List.of(needed)), seconds, steps);
    }

    /** The same row with another limit. */
    public Row within(int limit) {
        return new Row(id, what, needs, limit, steps);
    }
}
