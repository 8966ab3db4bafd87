package dev.muster.agent.install;

import java.io.IOException;
import java.nio.file.Path;

/** Tells why the store cannot be written. */
final class StoreFailures {

    private StoreFailures() {}

    static Refusal of(Path where, IOException cause) {
        String text = String.valueOf(cause.getMessage());
        if (text.contains("No space left") || text.contains("quota exceeded")) {
            return new Refusal(
                    "DISK_FULL",
                    "no space left for " + where,
                    "make room (df -h shows where), or put the store on another disk with the store setting");
        }
        return new Refusal(
                "STORE_UNWRITABLE",
                "cannot write " + where + ": " + cause,
                "look at the store's disk and permissions, or set another store directory");
    }
}
