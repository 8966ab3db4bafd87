package dev.muster.rig.stub;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A server on one port that serves, says nothing, resets, answers 500, or begins to serve after six seconds. */
public final class Server {

    private static final long LATE_NS = 6_000_000_000L;
    private static final int BACKLOG = 50;

    private Server() {}

    /** {@code serve|silent|reset|error|late ADDRESS PORT}. */
    public static void main(String[] arguments) throws IOException {
        long beganNs = System.nanoTime();
        List<Socket> kept = new ArrayList<>();
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[2]), BACKLOG, InetAddress.getByName(arguments[1]))) {
            while (true) {
                Socket client = server.accept();
                switch (arguments[0]) {
                    case "silent" -> kept.add(client);
                    case "reset" -> reset(client);
                    case "error" -> answer(client, "500 Internal Server Error");
                    case "late" ->
                        answer(client, System.nanoTime() - beganNs < LATE_NS ? "503 Service Unavailable" : "200 OK");
                    default -> answer(client, "200 OK");
                }
            }
        }
    }

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    private static void answer(Socket client, String status) {
        try (client) {
            if (client.getInputStream().read() < 0) {
                return;
            }
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            client.shutdownOutput();
            client.getInputStream().skip(8192);
        } catch (IOException e) {
            // The client has gone.
        }
    }
}
