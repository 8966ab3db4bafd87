package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceBindingBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.common.spec.SpecFile;
import dev.muster.coordinator.auth.Permission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is answered, and the only place that gives a server something to answer; a test of the architecture holds that. What
 * is not in the table, an unknown path or another method, takes a token too before it is told to be nothing.
 */
final class RouteTable {

    private static final Set<HttpMethod> METHODS = Set.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS,
            HttpMethod.TRACE);

    private static final Set<String> FILES = Set.of(FileRoutes.FILE, FileRoutes.PLANS);

    /** A text of JSON may take twice the bytes of what it stands for, or a little more. */
    private static final long FILE_BYTES_MAX = 3L * SpecFile.BYTES_MAX;

    private final List<Route> routes;
    private final Gate gate;

    RouteTable(List<Route> routes, Gate gate) {
        this.routes = List.copyOf(routes);
        this.gate = gate;
    }

    List<Route> routes() {
        return routes;
    }

    void addTo(ServerBuilder server) {
        Map<String, Map<HttpMethod, Route>> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            Route before = paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.method(), route);
            if (before != null) {
                throw new IllegalArgumentException("two routes of " + route.method() + " " + route.path());
            }
        }
        paths.forEach((path, methods) ->
                bind(server, path).methods(METHODS).build((context, request) -> serve(methods, context, request)));
        server.serviceUnder("/", (context, request) -> gate.pass(context, request, NOTHING));
    }

    /** Those that take a whole file take more than http.body-max. */
    private static ServiceBindingBuilder bind(ServerBuilder server, String path) {
        ServiceBindingBuilder binding = server.route().path(path);
        return FILES.contains(path) ? binding.maxRequestLength(FILE_BYTES_MAX) : binding;
    }

    private HttpResponse serve(Map<HttpMethod, Route> methods, ServiceRequestContext context, HttpRequest request) {
        HttpMethod asked = request.method() == HttpMethod.HEAD ? HttpMethod.GET : request.method();
        Route route = methods.get(asked);
        return gate.pass(context, request, route == null ? NOT_SO : route);
    }

    private static final Route NOTHING = new Route(
            HttpMethod.GET, "/", Permission.READ, About.NOTHING, request -> Problems.worded(HttpStatus.NOT_FOUND)
                    .response());

    private static final Route NOT_SO =
            new Route(HttpMethod.GET, "/", Permission.READ, About.NOTHING, request -> Problems.worded(
                            HttpStatus.METHOD_NOT_ALLOWED)
                    .response());
}
