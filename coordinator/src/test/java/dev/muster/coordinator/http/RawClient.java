package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The least that can speak HTTP/1.1, on one connection for as long as the server keeps it: nothing is checked, all is sent. */
final class RawClient {

    /** The server closed without an answer. */
    static final int CLOSED = 0;

    private static final int TIMEOUT_MS = 20_000;
    private static final int LINE_MAX = 1 << 16;

    private final int port;
    private @Nullable Socket socket;
    private InputStream in = InputStream.nullInputStream();

    RawClient(int port) {
        this.port = port;
    }

    /** The status of the answer; {@link #CLOSED} when there is none. */
    int ask(HttpFuzzTest.Request request) throws IOException {
        boolean fresh = socket == null;
        int status = tryTo(request);
        // A connection that the server closed after its last answer is no answer to this request.
        return status == CLOSED && !fresh ? tryTo(request) : status;
    }

    /** Sends these bytes on a connection of their own, and leaves at once. */
    void sendAndLeave(byte[] bytes, int from) throws IOException {
        try (Socket own = connect()) {
            own.getOutputStream().write(bytes, from, bytes.length - from);
        } catch (java.net.SocketException closedMeanwhile) {
            // The server was quicker.
        }
    }

    private int tryTo(HttpFuzzTest.Request request) throws IOException {
        Socket used = socket;
        if (used == null) {
            used = connect();
            socket = used;
            in = new BufferedInputStream(used.getInputStream());
        }
        try {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.writeBytes(request.head().getBytes(ISO_8859_1));
            whole.writeBytes(request.body());
            whole.writeTo(used.getOutputStream());
            return answer(request.method().equals("HEAD"));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer to " + request.head(), e);
        } catch (IOException e) {
            end();
            return CLOSED;
        }
    }

    private int answer(boolean toHead) throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.1 [1-5][0-9][0-9]( .*)?")) {
            end();
            return CLOSED;
        }
        int status = Integer.parseInt(line.substring(9, 12));
        long length = -1;
        boolean ends = false;
        boolean endless = false;
        for (line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            ends |= header.startsWith("connection: close");
            endless |= header.startsWith("content-type: text/event-stream");
            length = header.startsWith("content-length: ") ? Long.parseLong(header.substring(16)) : length;
        }
        if (endless || ends || length < 0 && !toHead) {
            end();
        } else if (!toHead) {
            in.skipNBytes(length);
        }
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && line.length() < LINE_MAX; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private Socket connect() throws IOException {
        Socket connected = new Socket();
        connected.setTcpNoDelay(true);
        connected.setSoTimeout(TIMEOUT_MS);
        connected.setSoLinger(true, 0); // no port waits for a connection that is over: there are a million
        connected.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MS);
        return connected;
    }

    private void end() throws IOException {
        Socket used = socket;
        socket = null;
        if (used != null) {
            used.close();
        }
    }
}
