package dev.muster.coordinator.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.util.function.BooleanSupplier;

/**
 * A request that was let in.
 *
 * @param query with nothing in it but what the route has told of
 * @param stillAllowed whether it would be let in now: for answers that take long
 */
record Request(
        ServiceRequestContext context, HttpRequest http, Caller caller, Query query, BooleanSupplier stillAllowed) {

    String path(String parameter) {
        return String.valueOf(context.pathParam(parameter));
    }

    HostName host() throws BadRequest {
        return HostName.parse(path("host"))
                .orElseThrow(() -> new BadRequest("INVALID_HOST", "that is no host name", ""));
    }

    Generation revision() throws BadRequest {
        String text = path("revision");
        if (!text.matches("[1-9][0-9]{0,17}")) {
            throw new BadRequest("INVALID_REVISION", "a revision is a whole number from 1", "");
        }
        return new Generation(Long.parseLong(text));
    }

    Role role() throws BadRequest {
        String text = path("role");
        if (!Role.isValid(text)) {
            throw new BadRequest("INVALID_ROLE", "that is no role", "");
        }
        return new Role(text);
    }
}
