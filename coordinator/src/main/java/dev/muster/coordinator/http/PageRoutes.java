package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The web page: files of this jar, each by its exact name, so that no path of a request ever names a file. They are public
 * because nothing of the cluster is in them: what the page shows it asks for as every other client does, with the token of
 * whoever looks at it.
 */
final class PageRoutes {

    /**
     * What the page may do: its own script, style and pictures, and questions to where it came from. No markup of a log line or
     * a name could run, be sent elsewhere, or be shown within another site.
     */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private PageRoutes() {}

    /** The parts of the script, each an ES module with one job. */
    private static final List<String> MODULES = List.of(
            "actions",
            "board",
            "change",
            "connection",
            "definition",
            "difference",
            "elements",
            "events",
            "locks",
            "logs",
            "matrix",
            "pace",
            "plan",
            "revisions",
            "state",
            "topology",
            "words");

    static List<Route> list() {
        MediaType script = MediaType.create("text", "javascript").withCharset(StandardCharsets.UTF_8);
        List<Route> routes = new ArrayList<>();
        routes.add(route("/", "page.html", MediaType.HTML_UTF_8));
        routes.add(route("/page.css", "page.css", MediaType.CSS_UTF_8));
        routes.add(route("/page.js", "page.js", script));
        MODULES.forEach(name -> routes.add(route("/page/" + name + ".js", "page/" + name + ".js", script)));
        return routes;
    }

    private static Route route(String path, String resource, MediaType type) {
        byte[] content = read(resource);
        ResponseHeaders headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type)
                .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
                .build();
        return new Route(
                HttpMethod.GET,
                path,
                Permission.PUBLIC,
                About.of("A file of the web page", Answer.text(type.toString(), "The file " + resource + ".")),
                request -> HttpResponse.of(headers, HttpData.wrap(content)));
    }

    private static byte[] read(String resource) {
        try (InputStream stream = PageRoutes.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("the jar is incomplete: it has no " + resource);
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read: " + resource, e);
        }
    }
}
