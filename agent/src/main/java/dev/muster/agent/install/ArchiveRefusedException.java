package dev.muster.agent.install;

import java.io.IOException;

/** An archive holds what no archive may hold. Says what, never where it was to go. */
final class ArchiveRefusedException extends IOException {

    private static final long serialVersionUID = 1;

    ArchiveRefusedException(String why) {
        super(why);
    }
}
