package dev.muster.agent.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** GET of one URL: no proxy, no redirect, no connection kept. */
final class HttpQuestion {

    private static final int FIRST_ERROR = 400;
    private static final int EXCERPT_CHARS_MAX = 160;

    private HttpQuestion() {}

    static Answer ask(String url, Deadline deadline) throws IOException {
        HttpURLConnection connection = connection(url);
        try {
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Accept", "application/json, */*;q=0.5");
            connection.setRequestProperty("Connection", "close");
            connection.setConnectTimeout(deadline.leftMs());
            connection.setReadTimeout(deadline.leftMs());
            int status = connection.getResponseCode();
            if (status < 0) {
                return new Answer.Missing(url + " does not speak HTTP");
            }
            boolean isError = status >= FIRST_ERROR;
            String body =
                    body(isError ? connection.getErrorStream() : connection.getInputStream(), connection, deadline);
            return isError
                    ? new Answer.Missing("HTTP " + status + " from " + url + excerpt(body))
                    : Answer.parsed(body, "HTTP " + status + " from " + url);
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection connection(String url) throws IOException {
        URLConnection connection = new URL(url).openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpURLConnection http) {
            return http;
        }
        throw new MalformedURLException(url + " is neither http nor https");
    }

    private static String body(@Nullable InputStream stream, HttpURLConnection connection, Deadline deadline)
            throws IOException {
        if (stream == null) {
            return "";
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        try (stream) {
            for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
                body.write(chunk, 0, n);
                if (body.size() > Answer.BYTES_MAX) {
                    throw new IOException("the answer is longer than " + Answer.BYTES_MAX + " bytes");
                }
                connection.setReadTimeout(deadline.leftMs());
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static String excerpt(String body) {
        String line = body.strip();
        return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), EXCERPT_CHARS_MAX));
    }
}
