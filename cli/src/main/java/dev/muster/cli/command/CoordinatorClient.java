package dev.muster.cli.command;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.LockScope;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/**
 * The coordinator's HTTP API, as commands need it. Of several coordinators the one that leads is found by asking them in turn.
 * Made on the JDK's oldest client, because that one starts fastest.
 */
final class CoordinatorClient {

    /** Port of the API unless a setting says otherwise. */
    static final int PORT = 7480;

    /** Whom a coordinator without tokens takes for the one who asks: the user of this machine, as far as a header can name it. */
    static final String USER = user(System.getProperty("user.name", ""));

    private static final String SILENCE = "COORDINATOR_UNREACHABLE";
    private static final int CONNECT_MS = 5_000;
    private static final int READ_MS = 35_000;
    private static final int ANSWER_BYTES_MAX = 64 << 20;
    private static final int PROBLEM_BYTES_MAX = 64 << 10;

    /** The one that answered last comes first. */
    private final List<URI> bases;

    private final Credentials credentials;
    private final Authorities authorities;
    private final Map<URI, SSLSocketFactory> sockets = new HashMap<>();
    private final Set<URI> speakPlainly = new HashSet<>();

    /** @param bases at least one, for example {@code https://192.168.1.40:7480/} */
    CoordinatorClient(List<URI> bases, Credentials credentials, Authorities authorities) {
        this.bases = new ArrayList<>(bases);
        this.credentials = credentials;
        this.authorities = authorities;
    }

    /** The coordinators that are asked, the one that answered last first. */
    List<URI> bases() {
        return List.copyOf(bases);
    }

    /**
     * What came back.
     *
     * @param from where it was asked
     * @param text the whole body
     * @param atMs when it was said, by the clock of who said it, milliseconds since 1970
     * @param logNext where a log goes on; 0 when it is no log
     * @param eventsLast the last event in it; empty when they are no events
     * @param tag the same as long as nothing has happened; empty where none is given
     */
    record Answer(URI from, String text, long atMs, long logNext, String eventsLast, String tag) {

        /** The document that it is. */
        JsonTree json() throws CommandFailure {
            return json(this::foreign);
        }

        /** The word that an order was answered with, or what tells of it: the document that it is. */
        JsonTree word() throws CommandFailure {
            return json(() -> CommandFailure.of(
                    ExitCode.FAILED, "NO_JSON", from + " answered with something else than JSON", ""));
        }

        private JsonTree json(Supplier<CommandFailure> otherwise) throws CommandFailure {
            try {
                return JsonTree.parse(text);
            } catch (IOException e) {
                throw otherwise.get();
            }
        }

        /** What to say when it is no document that this program understands. */
        CommandFailure foreign() {
            return CommandFailure.of(
                    ExitCode.UNREACHABLE,
                    "NOT_A_COORDINATOR",
                    "what answers at " + from + " is not a Muster coordinator of this version",
                    "Another address: -C HOST:" + PORT);
        }
    }

    /**
     * What happened.
     *
     * @param text one JSON document a line
     * @param last id to go on from
     * @param atMs when that was said, by the coordinator's clock, milliseconds since 1970
     */
    record Events(String text, String last, long atMs) {}

    /** What happened after the event {@code since}, waiting for the first at most {@code waitS} seconds; empty for all. */
    Events events(String since, int waitS) throws CommandFailure {
        Answer answer = get("v1/events?wait=" + waitS + (since.isEmpty() ? "" : "&since=" + encoded(since)));
        return new Events(answer.text(), answer.eventsLast().isEmpty() ? since : answer.eventsLast(), answer.atMs());
    }

    /** All that is kept; {@code atMs} is when that was first asked. */
    Events allEvents() throws CommandFailure {
        StringBuilder all = new StringBuilder();
        Events page = events("", 0);
        long atMs = page.atMs();
        while (!page.text().isEmpty()) {
            all.append(page.text());
            page = events(page.last(), 0);
        }
        return new Events(all.toString(), page.last(), atMs);
    }

    /** The whole cluster, schema {@code muster/status/1}, as it was sent. */
    Answer cluster() throws CommandFailure {
        return get("v1/cluster");
    }

    /** What a host found when it looked at itself, schema {@code muster/checks/1}, as it was sent. */
    Answer checks(HostName host) throws CommandFailure {
        return get(of(host) + "/checks");
    }

    /**
     * A part of a component's output.
     *
     * @param text the part
     * @param next offset of what follows
     */
    record LogPart(String text, long next) {}

    /** The last {@code bytes} bytes of a component's output. */
    LogPart logTail(ComponentId component, int bytes) throws CommandFailure {
        return log(component, "tail=" + bytes);
    }

    /** What a component has put out since {@code offset}, a part of it when it is much. */
    LogPart logFrom(ComponentId component, long offset) throws CommandFailure {
        return log(component, "offset=" + offset);
    }

    private LogPart log(ComponentId component, String query) throws CommandFailure {
        String path = of(component) + "/log?" + query;
        Answer answer = get(path);
        return new LogPart(answer.text(), answer.logNext());
    }

    void stopCluster(String reason) throws CommandFailure {
        post("v1/cluster/stop", JsonBody.of(JsonBody.reason(reason)));
    }

    void stopHost(HostName host, String reason) throws CommandFailure {
        post(of(host) + "/stop", JsonBody.of(JsonBody.reason(reason)));
    }

    void skipHost(HostName host, String reason, boolean force) throws CommandFailure {
        post(of(host) + "/skip", JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            if (force) {
                to.writeBooleanField("force", true);
            }
        }));
    }

    void ignoreCheck(HostName host, String check, String reason) throws CommandFailure {
        aboutCheck("ignore", host, check, reason);
    }

    void heedCheck(HostName host, String check, String reason) throws CommandFailure {
        aboutCheck("heed", host, check, reason);
    }

    /** Has the host repair what these checks found, schema {@code muster/repairs/1}. */
    Answer repair(HostName host, List<String> checks, String reason) throws CommandFailure {
        return post(of(host) + "/checks/repair", JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            JsonBody.texts("checks", checks).write(to);
        }));
    }

    private void aboutCheck(String what, HostName host, String check, String reason) throws CommandFailure {
        post(of(host) + "/checks/" + what, JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            to.writeStringField("check", check);
        }));
    }

    void unskipHost(HostName host, String reason) throws CommandFailure {
        post(of(host) + "/unskip", JsonBody.of(JsonBody.reason(reason)));
    }

    /** Whether hosts can be stopped together, schema {@code muster/can-stop/1}, as it was sent. */
    Answer canStop(List<HostName> hosts) throws CommandFailure {
        return get("v1/can-stop?host="
                + hosts.stream().map(host -> encoded(host.value())).collect(Collectors.joining(",")));
    }

    /** What operators hold back, schema {@code muster/restraints/1}, as it was sent. */
    Answer restraints() throws CommandFailure {
        return get("v1/restraints");
    }

    void freeze(String reason) throws CommandFailure {
        post("v1/cluster/freeze", JsonBody.of(JsonBody.reason(reason)));
    }

    void unfreeze(String reason) throws CommandFailure {
        post("v1/cluster/unfreeze", JsonBody.of(JsonBody.reason(reason)));
    }

    /** @param drain whether its users are led elsewhere */
    void beginMaintenance(HostName host, String reason, Duration time, boolean drain) throws CommandFailure {
        post(of(host) + "/maintenance/begin", JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            to.writeNumberField("forSeconds", time.toSeconds());
            to.writeBooleanField("drain", drain);
        }));
    }

    void endMaintenance(HostName host, String reason) throws CommandFailure {
        post(of(host) + "/maintenance/end", JsonBody.of(JsonBody.reason(reason)));
    }

    /** Takes a place among those who wait to change the cluster, or keeps it, schema {@code muster/queue/1}. */
    Answer enqueue(String ticket, String what, String reason) throws CommandFailure {
        return post("v1/change/queue", JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            to.writeStringField("ticket", ticket);
            to.writeStringField("what", what);
        }));
    }

    void leaveQueue(String ticket) throws CommandFailure {
        post("v1/change/queue/leave", JsonBody.of(to -> to.writeStringField("ticket", ticket)));
    }

    /** Who waits to change the cluster, schema {@code muster/queue/1}. */
    Answer queue() throws CommandFailure {
        return get("v1/change/queue");
    }

    /** Locks something for whoever calls; the coordinator's word. */
    String lock(LockScope scope, String reason, Duration time) throws CommandFailure {
        return message(post("v1/cluster/lock", JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            JsonBody.scope(scope).write(to);
            to.writeNumberField("forSeconds", time.toSeconds());
        })));
    }

    /** Lets a lock go, with {@code force} also another one's; the coordinator's word. */
    String unlock(LockScope scope, String reason, boolean force) throws CommandFailure {
        return message(post("v1/cluster/unlock", JsonBody.of(to -> {
            JsonBody.reason(reason).write(to);
            JsonBody.scope(scope).write(to);
            if (force) {
                to.writeBooleanField("force", true);
            }
        })));
    }

    /** Has whatever failed tried again; what that is, in the coordinator's words. */
    String retryAll(String reason) throws CommandFailure {
        return retry("v1/cluster/retry", reason);
    }

    /** The same on one host. */
    String retry(HostName host, String reason) throws CommandFailure {
        return retry(of(host) + "/retry", reason);
    }

    /** The same of one component. */
    String retry(ComponentId component, String reason) throws CommandFailure {
        return retry(of(component) + "/retry", reason);
    }

    private String retry(String path, String reason) throws CommandFailure {
        String message = message(post(path, JsonBody.of(JsonBody.reason(reason))));
        return message.isEmpty() ? "trying again" : message;
    }

    /** What was done, in the coordinator's words. */
    private static String message(Answer answer) throws CommandFailure {
        return answer.word().get("message").text();
    }

    /** The cluster.json in force, byte for byte as it was accepted. */
    String file() throws CommandFailure {
        return get("v1/cluster/file").text();
    }

    /** What a file would do, schema {@code muster/plan/1}. */
    Answer plan(String file, String strategy) throws CommandFailure {
        return post("v1/plans", JsonBody.of(to -> {
            to.writeStringField("file", file);
            to.writeStringField("strategy", strategy);
        }));
    }

    /**
     * Puts a file into force that was made from {@code revision}; the coordinator's word.
     *
     * @param query how, by the parameters of the request
     */
    String apply(String file, long revision, Map<String, String> query) throws CommandFailure {
        StringBuilder path = new StringBuilder("v1/cluster/file");
        query.forEach((name, value) -> path.append(path.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(encoded(value)));
        return message(exchange(new Ask("PUT", path.toString(), file, revision)));
    }

    /** Has components restarted, some at a time; the coordinator's word. */
    String restart(JsonBody.Fields order) throws CommandFailure {
        return message(post("v1/restarts", JsonBody.of(order)));
    }

    /** How far the change is that goes on, or the last one that did, schema {@code muster/change/1}. */
    Answer change() throws CommandFailure {
        return get("v1/change");
    }

    /** Steers the change that goes on; the coordinator's word. */
    String steer(String what, JsonBody.Fields order) throws CommandFailure {
        return message(post("v1/change/" + what, JsonBody.of(order)));
    }

    /** The revisions that are kept, schema {@code muster/revisions/1}. */
    Answer revisions() throws CommandFailure {
        return get("v1/revisions");
    }

    /** One of them with its text, schema {@code muster/revision/1}. */
    Answer revision(long number) throws CommandFailure {
        return get("v1/revisions/" + number);
    }

    /** All access tokens, schema {@code muster/tokens/1}. */
    Answer tokens() throws CommandFailure {
        return get("v1/access/tokens");
    }

    /** A new access token, with its secret. */
    Answer createToken(String body) throws CommandFailure {
        return post("v1/access/tokens", body);
    }

    /** The token that is good no longer. */
    Answer revokeToken(String id, String reason) throws CommandFailure {
        return post("v1/access/tokens/" + encoded(id) + "/revoke", JsonBody.of(JsonBody.reason(reason)));
    }

    /** The newest entries of the audit, one JSON document a line. */
    Answer audit(long ageSeconds, int entriesMax) throws CommandFailure {
        return get("v1/audit?age=" + ageSeconds + "&limit=" + entriesMax);
    }

    private static String user(String name) {
        String plain = name.replaceAll("[^\\x21-\\x7e]", "");
        return plain.isEmpty() ? "cli" : plain;
    }

    private static String of(HostName host) {
        return "v1/hosts/" + encoded(host.value());
    }

    private static String of(ComponentId component) {
        return of(component.host()) + "/roles/" + component.role();
    }

    private Answer get(String path) throws CommandFailure {
        return exchange(new Ask("GET", path, "", 0));
    }

    private Answer post(String path, String body) throws CommandFailure {
        return exchange(new Ask("POST", path, body, 0));
    }

    /**
     * One question.
     *
     * @param body of an order
     * @param base the revision that the body was made from; 0 for none
     */
    private record Ask(String method, String path, String body, long base) {}

    /** Asks who leads; an order is given to that one only, and only one that leads carries it out. */
    private Answer exchange(Ask ask) throws CommandFailure {
        CommandFailure refused = null;
        for (URI base : List.copyOf(bases)) {
            try {
                Answer answer = exchange(base, ask);
                bases.remove(base);
                bases.add(0, base);
                return answer;
            } catch (CommandFailure failure) {
                if (!isElsewhere(failure)) {
                    throw failure;
                }
                // What a coordinator says itself tells more than the silence of another one.
                refused = refused == null || !failure.failure().code().equals(SILENCE) ? failure : refused;
            }
        }
        throw Objects.requireNonNull(refused, "at least one was asked");
    }

    private static boolean isElsewhere(CommandFailure failure) {
        return failure.exit() == ExitCode.UNREACHABLE
                || failure.failure().code().equals("NOT_LEADING");
    }

    private Answer exchange(URI base, Ask ask) throws CommandFailure {
        try {
            String token = credentials.of(base);
            if (!token.isEmpty()) {
                mayBeShownTo(base);
            }
            HttpURLConnection connection = connection(base, ask.path());
            connection.setRequestMethod(ask.method());
            connection.setRequestProperty("Accept", "application/json, application/problem+json, text/plain");
            if (!token.isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + token);
            }
            connection.setRequestProperty("Muster-Client", USER);
            if (!ask.method().equals("GET")) {
                connection.setRequestProperty("Content-Type", "application/json");
                if (ask.base() > 0) {
                    connection.setRequestProperty("If-Match", '"' + Long.toString(ask.base()) + '"');
                }
                connection.setDoOutput(true);
                connection.getOutputStream().write(ask.body().getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            if (status >= 200 && status < 300) {
                String text = read(connection.getInputStream(), ANSWER_BYTES_MAX);
                return new Answer(
                        base,
                        text,
                        connection.getHeaderFieldDate("Date", System.currentTimeMillis()),
                        connection.getHeaderFieldLong("muster-log-next", 0),
                        Objects.requireNonNullElse(connection.getHeaderField("muster-events-last"), ""),
                        Objects.requireNonNullElse(connection.getHeaderField("ETag"), ""));
            }
            throw refused(base, status, connection.getErrorStream());
        } catch (SSLException e) {
            throw new CommandFailure(ExitCode.UNREACHABLE, Authorities.refused(base, e));
        } catch (IOException e) {
            throw unreachable(base, e);
        }
    }

    private HttpURLConnection connection(URI base, String path) throws IOException, CommandFailure {
        HttpURLConnection connection =
                (HttpURLConnection) base.resolve("/" + path).toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection encrypted) {
            SSLSocketFactory known = sockets.get(base);
            if (known == null) {
                known = authorities.socketsTo(base);
                sockets.put(base, known);
            }
            encrypted.setSSLSocketFactory(known);
            // Who is there was judged in the handshake, by a name of the cluster's own: rule 2 of Authorities.
            encrypted.setHostnameVerifier((name, session) -> true);
        }
        connection.setConnectTimeout(CONNECT_MS);
        connection.setReadTimeout(READ_MS);
        connection.setInstanceFollowRedirects(false);
        return connection;
    }

    /**
     * Whoever speaks https says so when asked without. So nobody's token crosses a network readable because a URL was mistaken; on
     * loopback there is no network.
     */
    private void mayBeShownTo(URI base) throws IOException, CommandFailure {
        if ("https".equals(base.getScheme()) || HostName.namesLoopback(base.getHost()) || speakPlainly.contains(base)) {
            return;
        }
        if (authorities.know(base.getAuthority())) {
            throw httpsNeeded(base);
        }
        HttpURLConnection connection = connection(base, "leader");
        if (connection.getResponseCode() == HttpURLConnection.HTTP_BAD_REQUEST) {
            throw refused(base, HttpURLConnection.HTTP_BAD_REQUEST, connection.getErrorStream());
        }
        speakPlainly.add(base);
    }

    private static String read(InputStream in, int bytesMax) throws IOException {
        try (in) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new IOException("an answer of more than " + bytesMax + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /** What the coordinator says itself, when it says it in its own form. */
    private CommandFailure refused(URI base, int status, InputStream body) throws IOException {
        String text = body == null ? "" : read(body, PROBLEM_BYTES_MAX);
        ExitCode exit =
                switch (status) {
                    case 401, 403, 429 -> ExitCode.NOT_ALLOWED;
                    case 409, 412 -> ExitCode.CONFLICT;
                    case 422 -> ExitCode.INVALID;
                    default -> ExitCode.FAILED;
                };
        try {
            JsonTree problem = JsonTree.parse(text);
            if (problem.get("code").text().equals("HTTPS_NEEDED")) {
                return httpsNeeded(base);
            }
            if (problem.get("code").exists()) {
                String detail = problem.get("detail").text();
                String message = detail.isEmpty() ? problem.get("title").text() : detail;
                return new CommandFailure(
                        exit,
                        new Failure(
                                problem.get("code").text(),
                                message,
                                problem.get("hint").text(),
                                problem.get("errors").list().stream()
                                        .map(JsonTree::text)
                                        .toList()));
            }
        } catch (IOException notJson) {
            // Something else answers there; the status is all we know.
        }
        return CommandFailure.of(
                exit,
                "HTTP_" + status,
                base + " answered with status " + status,
                "is that the address of a Muster coordinator?");
    }

    private CommandFailure httpsNeeded(URI base) {
        return authorities.know(base.getAuthority())
                ? CommandFailure.of(
                        ExitCode.USAGE,
                        "HTTPS_NEEDED",
                        "the coordinator at " + base.getAuthority() + " speaks https, and " + base + " says http",
                        "Run the same with -C https://" + base.getAuthority() + "/")
                : new CommandFailure(ExitCode.NOT_ALLOWED, Authorities.unknown(base));
    }

    private static CommandFailure unreachable(URI base, IOException e) {
        String cause;
        if (e instanceof ConnectException) {
            cause = "connection refused";
        } else if (e instanceof SocketTimeoutException) {
            cause = "no answer in time";
        } else if (e instanceof UnknownHostException) {
            cause = "the name does not resolve";
        } else if (e instanceof NoRouteToHostException) {
            cause = "no route to the host";
        } else {
            cause = String.valueOf(e.getMessage());
        }
        return CommandFailure.of(
                ExitCode.UNREACHABLE,
                SILENCE,
                "no answer from the coordinator at " + base + ": " + cause,
                "Does it run there? Another address: -C HOST:" + PORT);
    }

    /** IPv6 names have colons. */
    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }
}
