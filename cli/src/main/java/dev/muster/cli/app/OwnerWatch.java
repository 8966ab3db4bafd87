package dev.muster.cli.app;

import java.io.IOException;

/** Notices that the process which owns this one is gone, however it went: its end of our standard input closes with it. */
final class OwnerWatch {

    private OwnerWatch() {}

    static void begin(Runnable gone) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            // nothing is ever said on this pipe; only its end counts
                        }
                    } catch (IOException e) {
                        // as good as the end
                    }
                    gone.run();
                },
                "owner-watch");
        thread.setDaemon(true);
        thread.start();
    }
}
