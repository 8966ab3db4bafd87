package dev.muster.cli.command;

/** Form of what a command prints; lower case on the command line. */
enum Output {
    TEXT,
    JSON
}
