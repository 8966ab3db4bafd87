package dev.muster.coordinator.http;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.net.ConnectionGuard;
import dev.muster.common.security.Credentials;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.auth.AccessMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinator's HTTP server. It has threads and connections of its own: nothing that happens here delays an agent.
 *
 * <ol>
 *   <li>A GET changes nothing.
 *   <li>It answers only under names of its own, see {@link AllowedHosts}.
 *   <li>What changes something cannot be sent by another site's page, see {@link Orders}.
 *   <li>It answers nobody who may not ask, see {@link Gate}.
 *   <li>Nothing is kept by caches, and nothing is guessed from content.
 *   <li>Nobody holds a connection by being slow, and no address holds all of them, see {@link ConnectionGuard}.
 *   <li>A coordinator that has a certificate speaks HTTPS and nothing else, see {@link HttpTls}.
 * </ol>
 */
public final class HttpApi implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final int THREADS = 2;
    private static final int BLOCKING_THREADS = 1;
    private static final long QUIET_MS = 0;
    private static final long STOP_MS = 2_000;
    private static final long CLOSE_MS = 500;
    private static final int HEADER_BYTES_MAX = 16 << 10;
    private static final int LINE_BYTES_MAX = 8 << 10;

    private final Server server;
    private final EventFeed events;

    private final List<Route> routes;
    private final AccessMode mode;

    private HttpApi(Server server, EventFeed events, List<Route> routes, AccessMode mode) {
        this.server = server;
        this.events = events;
        this.routes = routes;
        this.mode = mode;
    }

    /** What came of starting. */
    public sealed interface Start {
        /** It serves. */
        record Running(HttpApi api) implements Start {}

        /** It does not, and nothing of it is left. */
        record Failed(Failure failure) implements Start {}
    }

    /**
     * What answers.
     *
     * @param cluster that tokens must be good for
     * @param events closed together with the server
     * @param credentials of this coordinator; null for plain HTTP, where nothing but this machine connects or the operator has
     *     said at this start that anything goes
     */
    public record Behind(
            ClusterName cluster,
            ClusterControl control,
            ChangeControl changes,
            AccessControl access,
            EventFeed events,
            AuditTrail audit,
            @Nullable Supplier<Credentials> credentials) {}

    /**
     * Starts the server and waits until it listens.
     *
     * @param host that this coordinator runs on, as cluster.json names it; listened on unless the settings say otherwise
     */
    public static Start start(MusterSettings.Http settings, HostName host, Behind behind, Clock clock) {
        return start(settings, ConnectionGuard.Limits.DEFAULT, host, behind, clock);
    }

    static Start start(
            MusterSettings.Http settings, ConnectionGuard.Limits limits, HostName host, Behind behind, Clock clock) {
        List<String> addresses = settings.bind().isEmpty() ? List.of(host.value()) : settings.bind();
        try {
            ServerBuilder builder = Server.builder();
            List<String> names = new ArrayList<>(settings.allowedHosts());
            names.add(host.value());
            List<InetSocketAddress> places = new ArrayList<>();
            for (String address : addresses) {
                InetAddress resolved = InetAddress.getByName(address);
                places.add(new InetSocketAddress(resolved, settings.port()));
                names.add(address);
                names.add(resolved.getHostAddress());
            }
            CountedAudit audit = new CountedAudit(behind.audit(), Refusals.CODES);
            limit(builder, settings);
            builder.childChannelPipelineCustomizer(new ConnectionGuard(limits));
            builder.decorator(new AllowedHosts(names, audit));
            String scheme = listen(builder, places, behind, audit);
            boolean loopbackOnly =
                    places.stream().allMatch(place -> place.getAddress().isLoopbackAddress());
            AccessMode.Wish wish = AccessMode.Wish.valueOf(settings.auth().name());
            AccessMode mode = AccessMode.of(wish, loopbackOnly, behind.credentials() == null);
            RouteTable table = table(behind, audit, mode, clock);
            table.addTo(builder);
            Server server = builder.build();
            server.start().join();
            HttpApi api = new HttpApi(server, behind.events(), table.routes(), mode);
            LOG.info("the HTTP interface listens on {} ({}); access tokens: {}", api.addresses(), scheme, mode);
            if (mode == AccessMode.OFF && !loopbackOnly) {
                LOG.warn("http.auth is off: whoever reaches {} may see, start and stop everything", api.addresses());
            }
            return new Start.Running(api);
        } catch (UnknownHostException e) {
            return new Start.Failed(Failure.of(
                    "ADDRESS_UNKNOWN",
                    "the HTTP interface cannot listen: no address is known for " + e.getMessage(),
                    "set http.bind to an address of this machine"));
        } catch (CompletionException e) {
            return new Start.Failed(Failure.of(
                    "HTTP_CANNOT_LISTEN",
                    "the HTTP interface cannot listen on " + String.join(", ", addresses) + " port " + settings.port()
                            + ": " + reason(e),
                    "end what listens there ('ss -ltnp' shows it), or set http.port or http.bind"));
        }
    }

    /** The scheme of its URLs. */
    private static String listen(
            ServerBuilder builder, List<InetSocketAddress> places, Behind behind, CountedAudit audit) {
        Supplier<Credentials> credentials = behind.credentials();
        if (credentials == null) {
            places.forEach(builder::http);
            return "http";
        }
        HttpTls tls = new HttpTls(credentials, audit);
        tls.addTo(builder, places);
        builder.decorator(tls);
        return "https";
    }

    private static RouteTable table(Behind behind, CountedAudit audit, AccessMode mode, Clock clock) {
        List<Route> routes = new ArrayList<>();
        routes.addAll(new HealthRoutes(behind.control()).list());
        routes.addAll(new MetricsRoutes(behind.control(), behind.events(), audit).list());
        routes.addAll(new Routes(behind.control(), behind.events(), audit, clock).list());
        routes.addAll(new CheckRoutes(behind.control(), audit).list());
        routes.addAll(new SkipRoutes(behind.control(), audit).list());
        routes.addAll(new RetryRoutes(behind.control(), audit).list());
        routes.addAll(new FileRoutes(behind.changes(), audit).list());
        routes.addAll(new ChangeRoutes(behind.control(), behind.changes(), audit, clock).list());
        routes.addAll(new QueueRoutes(behind.changes(), audit).list());
        routes.addAll(new CanStopRoutes(behind.control()).list());
        routes.addAll(new RestraintRoutes(behind.control(), audit).list());
        routes.addAll(new AccessRoutes(behind.access(), audit).list());
        routes.addAll(PageRoutes.list());
        routes.add(OpenApi.route(routes));
        return new RouteTable(routes, new Gate(mode, behind.cluster(), behind.access(), audit, clock));
    }

    /** Whether it asks for tokens. */
    public AccessMode mode() {
        return mode;
    }

    /** All that it answers. */
    List<Route> routes() {
        return routes;
    }

    /** Where it listens, in the order of the settings. */
    public List<InetSocketAddress> addresses() {
        return server.activePorts().values().stream()
                .map(ServerPort::localAddress)
                .toList();
    }

    /**
     * Ends streams and listens no more. Requests under way have two seconds to end, of which this waits for half a second: the
     * server's last threads always take the whole time, and nobody should have to wait for them.
     */
    @Override
    public void close() {
        events.close();
        CompletableFuture<Void> stopped = new CompletableFuture<>(); // the server's own can be completed by nobody else
        server.stop().whenComplete((done, failed) -> stopped.complete(null));
        stopped.completeOnTimeout(null, CLOSE_MS, TimeUnit.MILLISECONDS).join();
    }

    private static void limit(ServerBuilder builder, MusterSettings.Http settings) {
        builder.workerGroup(THREADS)
                .blockingTaskExecutor(BLOCKING_THREADS)
                .maxNumConnections(settings.connectionsMax())
                .maxRequestLength(settings.bodyBytesMax())
                .http1MaxInitialLineLength(LINE_BYTES_MAX)
                .http1MaxHeaderSize(HEADER_BYTES_MAX)
                .http2MaxHeaderListSize(HEADER_BYTES_MAX)
                .requestTimeoutMillis(settings.requestTimeoutMs())
                .idleTimeoutMillis(settings.idleTimeoutMs())
                .gracefulShutdownTimeoutMillis(QUIET_MS, STOP_MS)
                .defaultHostname(AllowedHosts.MISSING)
                .disableServerHeader()
                .errorHandler(new Problems())
                .setHeader("cache-control", "no-store")
                .setHeader("x-content-type-options", "nosniff")
                .setHeader("referrer-policy", "no-referrer")
                .setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
    }

    private static String reason(CompletionException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
    }
}
