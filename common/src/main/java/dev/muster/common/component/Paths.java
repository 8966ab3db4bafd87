package dev.muster.common.component;

import java.util.List;

/** Paths below a directory. */
final class Paths {

    private static final int LENGTH_MAX = 1024;

    private Paths() {}

    /** Whether {@code path} is relative and leads nowhere else than below where it starts. */
    static boolean isInside(String path) {
        return !path.isEmpty()
                && path.length() <= LENGTH_MAX
                && !path.startsWith("/")
                && !Characters.hasControl(path)
                && !List.of(path.split("/")).contains("..");
    }
}
