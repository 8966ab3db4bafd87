package dev.muster.cli.console;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;

/**
 * What the screen tells people to do; everything it prints as a command can be pasted.
 *
 * @param program as the operator called it, for example {@code bin/muster}
 * @param clusterFile as the operator wrote it; empty when the other hosts are started without them, as {@code try} does
 * @param interrupt what Ctrl-C does, for example {@code stops this host only}
 */
public record Guidance(String program, String clusterFile, String interrupt) {

    /** Whether somebody has to start the other hosts. */
    boolean hostsAreStartedByHand() {
        return !clusterFile.isEmpty();
    }

    /** The file as a shell wants it; empty where nobody starts hosts by hand. */
    public String clusterArgument() {
        return clusterFile.isEmpty() ? "" : quoted(clusterFile);
    }

    /** What a command says that has not been told how the cluster was started. */
    public static Guidance of(String program) {
        return new Guidance(program, "cluster.json", "");
    }

    /** Starts the agent of {@code host}, on it. */
    public String startCommand(HostName host) {
        return program + " start -h " + host + " --cluster " + quoted(clusterFile);
    }

    /** Puts the coordinator's cluster.json where this host's own is. */
    String copyFileCommand() {
        return program + " export -o " + quoted(clusterFile);
    }

    /** Lets the start go on without {@code host}. */
    String skipCommand(String host) {
        return program + " host skip " + host;
    }

    String logsCommand(ComponentId component) {
        return program + " logs " + component;
    }

    /** Has a component tried again that was given up. */
    String retryCommand(ComponentId component) {
        return program + " retry " + component;
    }

    public String command(String name) {
        return program + " " + name;
    }

    /** As a shell wants it. */
    public static String quoted(String argument) {
        if (argument.matches("[A-Za-z0-9_./:@%+=,-]+")) {
            return argument;
        }
        return "'" + argument.replace("'", "'\\''") + "'";
    }
}
