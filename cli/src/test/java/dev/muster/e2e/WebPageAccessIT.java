package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.common.security.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The web page where not everybody may see it, and where another coordinator leads. */
class WebPageAccessIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern TOKEN = Pattern.compile("muster_([a-z0-9]{10})_[A-Za-z0-9_-]{43}");
    private static final String STATE = "document.getElementById('state').textContent";
    private static final String NOTICE = "document.getElementById('notice').textContent";
    private static final String ASKS = "document.getElementById('ask').open";

    private LoopbackCluster cluster;
    private Chromium browser;

    @BeforeEach
    void open() throws IOException {
        Optional<Path> program = Chromium.installed();
        assumeTrue(program.isPresent(), "skipped: no chromium in the PATH (apt-get install chromium)");
        cluster = LoopbackCluster.ofMocks();
        browser = new Chromium(program.get());
        browser.resize(1280, 900);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private String url(String host) {
        return "http://" + host + ":7480/";
    }

    private void enter(String token) throws IOException {
        browser.await("it asks for a token", ASKS);
        browser.evaluate("document.getElementById('ask-token').focus()");
        browser.type(token);
        browser.press("Enter", 13);
    }

    @Test
    void aTokenIsAskedForKeptInTheTabAndOfNoUseOnceRevoked() throws IOException {
        String host = cluster.address(1);
        cluster.define("{\"A.1\": {\"master\": true, \"compute\": true}}");
        Path settings = Files.writeString(cluster.folder().resolve("muster.conf"), "http.auth = required\n");
        cluster.start(1, "--config", settings.toString());
        cluster.awaitState("STARTED");
        Matcher made = TOKEN.matcher(cluster.run(0, "access", "create", "--role", "viewer", "--name", "ann"));
        assertThat(made.find()).isTrue();

        browser.open(url(host));
        browser.await("nothing is shown without a token", ASKS + " && document.getElementById('main').hidden");
        enter("muster_" + "a".repeat(10) + "_" + "A".repeat(43));
        browser.await("a wrong one is refused", ASKS + " && " + NOTICE + ".includes('No access')");
        enter(made.group());
        browser.await("the cluster is shown", STATE + " === 'STARTED' && !" + ASKS);
        browser.await("it listens", "document.getElementById('live').className === 'live on'");
        assertThat(browser.evaluate("[localStorage.length, document.cookie.length, sessionStorage.length].join()")
                        .asText())
                .isEqualTo("0,0,1");
        assertThat(browser.requests()).noneMatch(asked -> asked.contains("muster_"));
        aViewerStopsNothing(host);

        cluster.run(0, "access", "revoke", made.group(1));
        browser.await("it is told that the token is revoked", ASKS + " && " + NOTICE + ".includes('revoked')");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void overHttpsItIsShownToWhoBelievesTheClustersAuthority() throws Exception {
        String host = cluster.address(1);
        cluster.define("{\"A.1\": {\"master\": true, \"compute\": true}}");
        cluster.run(
                0,
                "init",
                "-h",
                host,
                "--cluster",
                cluster.folder().resolve("cluster.json").toString(),
                "--dir",
                cluster.directory(1));
        cluster.start(1);
        cluster.awaitState("STARTED");
        Path authority = Path.of(cluster.directory(1), "identity", "authority.pem");

        browser.open("https://" + host + ":7480/");
        browser.await("a browser that does not know it shows nothing", "location.protocol === 'chrome-error:'");
        browser.close();
        browser = Chromium.believing(
                Chromium.installed().orElseThrow(),
                Pem.certificates(Files.readString(authority)).get(0));
        browser.open("https://" + host + ":7480/");
        browser.await("the cluster is shown", STATE + " === 'STARTED'");
        browser.await("it listens", "document.getElementById('live').className === 'live on'");
        assertThat(browser.requests()).allMatch(asked -> asked.startsWith("https://" + host + ":7480/"));
        assertThat(browser.complaints()).isEmpty();
    }

    private void aViewerStopsNothing(String host) throws IOException {
        browser.evaluate("document.querySelector('#hosts td.act button').click()");
        browser.type(host);
        browser.press("Enter", 13);
        browser.await("it says who may", "document.getElementById('confirm-error').textContent.includes('operator')");
        browser.evaluate("document.getElementById('confirm-cancel').click()");
        assertThat(browser.evaluate(STATE).asText()).isEqualTo("STARTED");
    }

    @Test
    void whoDoesNotLeadLinksToWhoDoesAndShowsTheClusterOnceItLeads() throws IOException {
        cluster.define("""
                {
                  "A.1": {"master": true},
                  "A.2": {"compute": true, "standby": true},
                  "A.3": {"compute": true, "standby": true}
                }
                """);
        for (int number : List.of(3, 2, 1)) {
            cluster.start(number);
        }
        String leader = cluster.awaitState("STARTED").path("leader").asText();
        String other = cluster.address(leader.equals(cluster.address(2)) ? 3 : 2);
        String link = "document.querySelector('#notice a')";
        browser.open(url(other));
        browser.await("it names who leads", link + " && " + link + ".href === '" + url(leader) + "'");
        browser.evaluate(link + ".click()");
        browser.await(
                "the leader's page shows the cluster",
                "location.href === '" + url(leader) + "' && " + STATE + " === 'STARTED'");

        browser.open(url(other));
        browser.await("it stands by", link);
        cluster.host(leader).signal("KILL");
        cluster.host(leader).awaitExit(LIMIT);
        String next = cluster.awaitStatus(
                        "led by another",
                        status -> !status.path("leader").asText().equals(leader))
                .path("leader")
                .asText();
        if (!next.equals(other)) {
            browser.await("it names the new one", link + " && " + link + ".href === '" + url(next) + "'");
            browser.evaluate(link + ".click()");
        }
        browser.await(
                "the lost host is on the board",
                "document.getElementById('waiting-list').textContent.includes('muster start -h " + leader + " ')");
        assertThat(browser.complaints()).isEmpty();
    }
}
