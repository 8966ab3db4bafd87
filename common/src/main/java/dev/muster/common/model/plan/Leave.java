package dev.muster.common.model.plan;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a component leaves its cluster in its own way, so that what it holds is held by others before it ends. All of it may be
 * done again from the beginning, because an agent may be restarted in the middle.
 *
 * @param steps done one after another while the component runs
 * @param done what proves that it has left, asked again and again after the steps; all must pass
 * @param afterwards done once nothing of it runs any more, or when it is to stay after all
 * @param timeoutMs milliseconds from the first step to the proof; what comes then, {@code overdue} says
 * @param leftCodes codes of {@link LaunchPlan.CauseRule}: an exit with one of them says that it had left before
 * @param overdue what the end of the time means; null, as in what an older version wrote, is {@link Overdue#FAIL}
 */
public record Leave(
        List<Deed> steps,
        List<Probe> done,
        List<Deed> afterwards,
        long timeoutMs,
        List<String> leftCodes,
        @Nullable Overdue overdue) {

    public Leave {
        steps = List.copyOf(steps);
        done = List.copyOf(done);
        afterwards = List.copyOf(afterwards);
        leftCodes = List.copyOf(leftCodes);
        overdue = Objects.requireNonNullElse(overdue, Overdue.FAIL);
    }

    /** What it means that the proof has not come in time. */
    public enum Overdue {
        /** The try has failed: it goes on running, because nobody else may hold what it holds. */
        FAIL,
        /** It is stopped as it is: it holds nothing that cannot be made anew. Steps that fail are failures all the same. */
        STOP
    }

    /**
     * Something to do, once.
     *
     * @param name for people
     * @param action what is done
     * @param timeoutMs after which it counts as failed
     */
    public record Deed(String name, Action action, long timeoutMs) {}

    /** What is done. */
    public sealed interface Action {
        /**
         * A request; any status below 400 is success.
         *
         * @param method for example {@code PUT}
         * @param urls tried one after another until one succeeds
         * @param body JSON; empty for none
         */
        record Http(String method, List<String> urls, String body) implements Action {
            public Http {
                urls = List.copyOf(urls);
            }
        }

        /** A command, run as a probe's; exit code 0 is success. */
        record Exec(List<String> argv) implements Action {
            public Exec {
                argv = List.copyOf(argv);
            }
        }

        /**
         * An operation of a management bean, through the attach mechanism of the component's JVM: no port is opened to others.
         *
         * @param object for example {@code java.lang:type=Memory}
         * @param operation that takes as many arguments
         * @param arguments as text; converted to what the operation takes
         */
        record Mbean(String object, String operation, List<String> arguments) implements Action {
            public Mbean {
                arguments = List.copyOf(arguments);
            }
        }

        /** A signal to the component's own process, for example {@code PWR}. */
        record Signal(String name) implements Action {}
    }
}
