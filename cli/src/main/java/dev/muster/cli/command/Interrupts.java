package dev.muster.cli.command;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C and SIGTERM, told apart and given to the program instead of ending it. A shutdown hook can do neither: it does not
 * know the signal, and once it runs a second Ctrl-C is ignored. The JDK has no other interface to signals than this internal one.
 */
public final class Interrupts implements AutoCloseable {

    /** What a person or the system asks for. */
    public enum Kind {
        /** Ctrl-C. */
        INTERRUPT(ExitCode.INTERRUPTED),
        /** SIGTERM, or the terminal went away. */
        TERMINATE(ExitCode.TERMINATED);

        private final ExitCode exit;

        Kind(ExitCode exit) {
            this.exit = exit;
        }

        public ExitCode exit() {
            return exit;
        }
    }

    private final Map<String, SignalHandler> before = new TreeMap<>();

    private Interrupts() {}

    /** From now on {@code asked} is called on each signal, on a thread of its own, until this is closed. */
    public static Interrupts listen(Consumer<Kind> asked) {
        Interrupts interrupts = new Interrupts();
        for (String name : Arrays.asList("INT", "TERM", "HUP")) {
            Kind kind = name.equals("INT") ? Kind.INTERRUPT : Kind.TERMINATE;
            try {
                interrupts.before.put(name, Signal.handle(new Signal(name), signal -> asked.accept(kind)));
            } catch (IllegalArgumentException e) {
                // The JVM runs with -Xrs, or the signal was ignored by who started us (nohup): it stays so.
            }
        }
        return interrupts;
    }

    @Override
    public void close() {
        before.forEach((name, handler) -> Signal.handle(new Signal(name), handler));
    }
}
