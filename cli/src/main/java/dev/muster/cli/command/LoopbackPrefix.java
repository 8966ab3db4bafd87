package dev.muster.cli.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Three numbers of a loopback network that no other {@code try} uses now: found by chance, checked by binding. */
final class LoopbackPrefix {

    private static final int TRIES_MAX = 50;
    private static final int SECOND_MIN = 16;
    private static final int SECOND_MAX = 250;
    private static final int AGENTS_PORT = 7420;

    private LoopbackPrefix() {}

    static String free(Random random) throws CommandFailure {
        String cause = "";
        for (int i = 0; i < TRIES_MAX; i++) {
            int second = SECOND_MIN + random.nextInt(SECOND_MAX - SECOND_MIN);
            String prefix = "127." + second + "." + random.nextInt(SECOND_MAX);
            cause = whyNot(prefix + ".1");
            if (cause.isEmpty()) {
                return prefix;
            }
        }
        throw CommandFailure.of(
                ExitCode.FAILED,
                "NO_LOOPBACK",
                "no loopback network is free for a trial: " + cause,
                "on Linux every address of 127.0.0.0/8 can be bound; elsewhere add aliases to the loopback interface");
    }

    /** Why the address cannot be used; empty when it can. */
    private static String whyNot(String address) {
        for (int port : new int[] {AGENTS_PORT, CoordinatorClient.PORT}) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            } catch (IOException e) {
                return address + ":" + port + ": " + e.getMessage();
            }
        }
        return "";
    }
}
