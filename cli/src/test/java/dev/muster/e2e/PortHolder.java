package dev.muster.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A program that has nothing to do with Muster, and a port that Muster needs: {@code PortHolder ADDRESS PORT}. */
final class PortHolder {

    private PortHolder() {}

    public static void main(String[] arguments) throws IOException {
        InetAddress address = InetAddress.getByName(arguments[0]);
        try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[1]), 1, address)) {
            while (true) {
                server.accept().close();
            }
        }
    }

    /** Until one holds it. */
    static void await(String address, int port) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port));
                return true;
            }
        });
    }
}
