package dev.muster.common.component;

import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.Secret;
import java.util.Optional;

/** Where plans get secrets from. Immutable: the same plan each time. */
public interface SecretSource {

    /** Of a cluster without certificates on a machine that knows none. */
    SecretSource NONE = new SecretSource() {
        @Override
        public Result given(String name) {
            return new Result.Refused(missing(name));
        }

        @Override
        public Optional<Secret> generated(String name) {
            return Optional.empty();
        }
    };

    /** What came of asking. */
    sealed interface Result {
        /** Here it is. */
        record Found(Secret secret) implements Result {}

        /** Nothing may be launched with it, and why. */
        record Refused(Failure failure) implements Result {}
    }

    /** The one that a setting refers to as {@code @secret:NAME}. */
    Result given(String name);

    /** {@code cluster.secrets.NAME}, the same on all hosts of the cluster; nothing in a cluster without certificates. */
    Optional<Secret> generated(String name);

    /** What {@code cluster.secrets.NAME} is derived from the authority's key for. */
    static String purpose(String name) {
        return "muster component " + name;
    }

    /** Nobody has given it. */
    static Failure missing(String name) {
        return Failure.of(
                "SECRET_MISSING",
                "there is no secret \"" + name + "\" on the leading coordinator's machine",
                "On each coordinator host: muster secret set " + name + " < FILE. Then start that host again.");
    }
}
