package dev.muster.agent.install;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One place that an item can be fetched from. */
sealed interface Origin {

    record LocalFile(Path path) implements Origin {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /**
     * A server.
     *
     * @param uri http or https, without user and password
     * @param authorization value of the header of that name; null when the server asks for none
     */
    record Remote(URI uri, @Nullable String authorization) implements Origin {
        /** Never shows the authorization: this goes into messages. */
        @Override
        public String toString() {
            return uri.toString();
        }
    }
}
