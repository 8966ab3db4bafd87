package dev.muster.cli.command;

/** What {@code start} comes to, once its options are understood; wired in {@code cli.app}. */
public interface StartRunner {

    /** Runs this host until it ends; returns the exit code of the process. */
    int run(StartOptions options) throws CommandFailure;
}
