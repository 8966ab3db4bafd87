package dev.muster.agent.install;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback that says exactly what a test wants, true or not. One request a connection. */
final class RawServer implements AutoCloseable {

    /** Answers one request; the connection is closed afterwards. */
    interface Answer {
        void to(Request request, OutputStream out) throws Exception;
    }

    record Request(String target, List<String> headers) {
        boolean hasHeader(String start) {
            return headers.stream().anyMatch(header -> header.startsWith(start));
        }
    }

    private final ServerSocket socket;
    private final Answer answer;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    RawServer(Answer answer) throws IOException {
        this.socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.answer = answer;
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    int port() {
        return socket.getLocalPort();
    }

    List<Request> requests() {
        return requests;
    }

    static void ok(OutputStream out, byte[] body) throws IOException {
        head(out, "200 OK", body.length);
        out.write(body);
    }

    static void head(OutputStream out, String status, long length) throws IOException {
        text(out, "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n");
    }

    static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = socket.accept();
                threads.execute(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
            String first = in.readLine();
            if (first == null) {
                return;
            }
            List<String> headers = new CopyOnWriteArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                headers.add(line);
            }
            Request request = new Request(first.split(" ")[1], headers);
            requests.add(request);
            answer.to(request, connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (SocketException | InterruptedException e) {
            // The client went away, or the test is over.
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
    }
}
