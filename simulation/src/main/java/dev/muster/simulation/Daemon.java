package dev.muster.simulation;

/** A process of ours: it dies, and it is paused, and then everything that it would have done comes later. */
abstract class Daemon {

    final World world;
    private final long clockOriginMs;
    private boolean alive = true;
    private long pausedFromMs;
    private long pausedUntilMs;

    Daemon(World world) {
        this.world = world;
        this.clockOriginMs = world.chance.between(0, 1_000_000);
    }

    /** This process's own monotonic clock. */
    long clockMs() {
        return clockOriginMs + world.time.nowMs();
    }

    boolean isAlive() {
        return alive;
    }

    /** Its end, however it came; what was planned for it does not happen any more. */
    void die() {
        alive = false;
    }

    /** Stops it for a while, unless it is stopped already. */
    void pause(long forMs) {
        if (!isPaused()) {
            pausedFromMs = world.time.nowMs();
            pausedUntilMs = pausedFromMs + forMs;
        }
    }

    boolean isPaused() {
        return world.time.nowMs() < pausedUntilMs;
    }

    /** How much of the last {@code withinMs} until now it was paused, at most. */
    long pausedMs(long withinMs) {
        return world.time.nowMs() - pausedUntilMs > withinMs ? 0 : pausedUntilMs - pausedFromMs;
    }

    /** Does something later, unless the process is dead by then; later still when it is paused then. */
    void post(long delayMs, Runnable what) {
        world.time.after(delayMs, () -> run(what));
    }

    private void run(Runnable what) {
        long leftMs = pausedUntilMs - world.time.nowMs();
        if (alive && leftMs > 0) {
            world.time.after(leftMs, () -> run(what));
        } else if (alive) {
            what.run();
        }
    }
}
