package dev.muster.agent.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Whether a port accepts a connection. */
final class TcpQuestion {

    private TcpQuestion() {}

    static Answer ask(String host, int port, Deadline deadline) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), deadline.leftMs());
            return Answer.given(host + ":" + port + " accepts connections");
        }
    }
}
