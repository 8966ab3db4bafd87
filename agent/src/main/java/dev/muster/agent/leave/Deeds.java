package dev.muster.agent.leave;

import dev.muster.agent.probe.Prober;
import dev.muster.agent.process.OutputFile;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Leave.Action;
import dev.muster.common.model.plan.Leave.Deed;
import dev.muster.common.model.plan.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Does what a plan says for leaving, and asks what proves it. Blocks; of one thread at a time, but for {@link #close}. */
final class Deeds implements AutoCloseable {

    private static final int FIRST_ERROR = 400;
    private static final int EXCERPT_CHARS_MAX = 300;

    private final LaunchPlan plan;
    private final Target target;
    private final JvmManagement jvm;
    private final Prober prober;
    private final HttpClient http = HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** The component that it is about. */
    interface Target {
        /** One that does not run. */
        Target NONE = new Target() {
            @Override
            public long pid() throws IOException {
                throw new IOException("it does not run");
            }

            @Override
            public boolean signal(String name) {
                return false;
            }
        };

        /** @throws IOException when it does not run */
        long pid() throws IOException;

        /** Whether the signal was sent. */
        boolean signal(String name);
    }

    Deeds(LaunchPlan plan, Target target, Clock clock) {
        this(plan, target, new OutputFile(Path.of("/dev/null")), clock);
    }

    /**
     * @param output of the component
     */
    Deeds(LaunchPlan plan, Target target, OutputFile output, Clock clock) {
        this.plan = plan;
        this.target = target;
        this.jvm = new JvmManagement(target::pid);
        this.prober = new Prober(plan, output, clock, Set.of(), jvm::read);
    }

    Evidence probe(Probe probe) {
        return prober.probe(probe);
    }

    /** Does them one after another; why the first that failed did, or empty. */
    Optional<Failure> all(List<Deed> deeds) {
        for (Deed deed : deeds) {
            Optional<String> refused = doOne(deed);
            if (refused.isPresent()) {
                return Optional.of(failure(plan.role(), deed.name() + ": " + refused.get()));
            }
        }
        return Optional.empty();
    }

    /** What to say of a component that could not leave. */
    static Failure failure(Role role, String why) {
        return Failure.of(
                "LEAVE_FAILED",
                role + " has not left its cluster: " + why,
                "It is tried again by itself; once the cause is repaired, muster retry tries it at once.");
    }

    private Optional<String> doOne(Deed deed) {
        try {
            if (deed.action() instanceof Action.Http request) {
                return request(request, deed.timeoutMs());
            } else if (deed.action() instanceof Action.Exec exec) {
                return run(deed, exec);
            } else if (deed.action() instanceof Action.Mbean mbean) {
                jvm.invoke(mbean.object(), mbean.operation(), mbean.arguments());
                return Optional.empty();
            } else if (deed.action() instanceof Action.Signal signal) {
                return target.signal(signal.name())
                        ? Optional.empty()
                        : Optional.of(signal.name() + " could not be sent");
            }
            throw new IllegalStateException("no way to do " + deed.action());
        } catch (IOException e) {
            return Optional.of(excerpt(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private Optional<String> run(Deed deed, Action.Exec exec) {
        Evidence seen = prober.probe(new Probe(
                deed.name(),
                ProbeLevel.OWN,
                new Probe.Target.Exec(exec.argv()),
                List.of(),
                new TreeMap<>(),
                0,
                deed.timeoutMs(),
                null));
        return seen.passed() ? Optional.empty() : Optional.of(seen.detail());
    }

    private Optional<String> request(Action.Http request, long timeoutMs) {
        String last = "no URL to send it to";
        for (String url : request.urls()) {
            try {
                HttpResponse<String> response = http.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(Duration.ofMillis(timeoutMs))
                                .header("Content-Type", "application/json")
                                .method(request.method(), HttpRequest.BodyPublishers.ofString(request.body()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() < FIRST_ERROR) {
                    return Optional.empty();
                }
                last = "HTTP " + response.statusCode() + " from " + url + ": " + response.body();
            } catch (IOException | IllegalArgumentException e) {
                last = url + ": " + e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            }
        }
        return Optional.of(excerpt(last));
    }

    /** What comes from outside must not move the cursor of an operator's terminal. */
    private static String excerpt(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= EXCERPT_CHARS_MAX ? line : line.substring(0, EXCERPT_CHARS_MAX) + "...";
    }

    @Override
    public void close() {
        jvm.close();
    }
}
