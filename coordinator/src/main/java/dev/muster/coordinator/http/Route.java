package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import dev.muster.coordinator.auth.Permission;

/**
 * One thing that can be asked. {@link RouteTable} answers routes and nothing else, so that nothing is answered without having
 * named the permission that it takes.
 *
 * @param method GET, which is HEAD too, POST, or PUT of the whole of what GET of the same path shows
 * @param path of the server, with parameters in braces
 * @param about what it is for, and what its query may have
 */
record Route(HttpMethod method, String path, Permission permission, About about, Handler handler) {

    Route {
        if (method != HttpMethod.GET && method != HttpMethod.POST && method != HttpMethod.PUT) {
            throw new IllegalArgumentException("reading is GET, doing is POST, replacing is PUT: " + method);
        }
    }

    /** Answers requests that were let in. */
    interface Handler {
        HttpResponse serve(Request request) throws BadRequest;
    }
}
