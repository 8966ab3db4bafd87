package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The web page in a real browser, with real processes of which one says what would be markup. */
class WebPageIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EVIL = "<img src=x onerror=document.title='owned'> & <b>bold</b>";
    private static final String TALKER = """
            kind = talker
            title = "Says what would be markup"
            version = "1"
            install { home = "/", required = [bin/sh] }
            directories = [logs]
            argv = [/bin/sh, "-c", "echo \\"$SAYS\\"; echo says $$; exec sleep 86400"]
            environment { PATH = "/usr/local/bin:/usr/bin:/bin", SAYS = \"""%s\""" }
            probes = [
              { name = says, log = "^says ", interval = 200ms }
              { name = seen, level = joined, log = "^says ", interval = 200ms }
            ]
            start-timeout = 30s
            stop { signal = TERM, grace = 3s }
            """.formatted(EVIL);

    private LoopbackCluster cluster;
    private Chromium browser;

    @BeforeEach
    void open() throws IOException {
        Optional<Path> program = Chromium.installed();
        assumeTrue(program.isPresent(), "skipped: no chromium in the PATH (apt-get install chromium)");
        cluster = LoopbackCluster.ofRealSoftware();
        Path definitions = Files.createDirectory(cluster.folder().resolve("definitions"));
        Files.writeString(definitions.resolve("talker.conf"), TALKER);
        cluster.environment("MUSTER_COMPONENTS_DIR", definitions.toString());
        cluster.define("""
                {
                  "cluster": {"name": "paged"},
                  "components": {"master": {"kind": "mock"}, "compute": {"kind": "mock"}, "talk": {"kind": "talker"}},
                  "hosts": {"A.1": {"master": true, "compute": true}, "A.2": {"compute": true, "talk": true}}
                }
                """);
        browser = new Chromium(program.get());
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

    private String url() {
        return "http://" + cluster.address(1) + ":7480/";
    }

    private static String row(String host) {
        return "document.querySelector('#hosts tr[data-host=\"" + host + "\"]')";
    }

    private static String text(String id) {
        return "document.getElementById('" + id + "').textContent";
    }

    @Test
    void showsTheClusterFromTheFirstHostToItsStop() throws IOException {
        String one = cluster.address(1);
        String two = cluster.address(2);
        cluster.start(1).await("Awaiting for cluster hosts", LIMIT);
        browser.resize(1280, 900);
        browser.open(url());
        browser.await("a host is awaited", text("state") + " === 'AWAITING HOSTS'");
        browser.await(
                "the command to run there",
                text("waiting-list") + ".includes('muster start -h " + two + " --cluster " + cluster.folder() + "')");
        browser.await("the cause", text("waiting-list") + ".includes('HOST_NOT_STARTED')");

        cluster.start(2);
        browser.await("the cluster is started", text("state") + " === 'STARTED'");
        browser.await(
                "all cells are joined",
                "[...document.querySelectorAll('#hosts button.cell')].length === 4 && "
                        + "[...document.querySelectorAll('#hosts button.cell')].every(c => c.textContent === '✓ joined')");
        browser.await("nobody is waited for", "document.getElementById('waiting').hidden");
        browser.await("lines are solid", "document.querySelectorAll('#picture path.linked').length === 3");
        browser.await("events are told", text("events-list") + ".includes('started: 2 hosts, 4 sub-components')");
        browser.await(
                "a state that it knows is not sent again",
                "performance.getEntriesByName('" + url() + "v1/cluster').some(e => e.responseStatus === 304)");
        hasNoMarkupOfALog(two);
        fitsASmallScreen();
        aComponentThatWasGivenUpIsTriedAgain(two);
        aLostHostComesBack(two);
        aCoordinatorComesBack(one, two);
        aThousandHostsAreFewRows();
        aThousandMissingHostsAreTwoRows();
        stopsOnceTheNameIsTyped(two);
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).allMatch(asked -> asked.startsWith(url()) || asked.startsWith("data:"));
    }

    private void hasNoMarkupOfALog(String host) throws IOException {
        browser.evaluate(row(host) + ".querySelector('button[data-role=talk]').click()");
        browser.await("what the component says", text("log-text") + ".includes('says ')");
        assertThat(browser.evaluate(text("log-text")).asText()).contains(EVIL);
        assertThat(browser.evaluate("document.querySelectorAll('#log img, #log b').length")
                        .asInt())
                .isZero();
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("paged: started - Muster");
        browser.evaluate("document.getElementById('log-filter').focus()");
        browser.type("BOLD");
        browser.await("the filter leaves one line", text("log-text") + ".split('\\n').length === 1");
        assertThat(browser.evaluate(text("log-text")).asText()).isEqualTo(EVIL);
        assertThat(browser.evaluate("fetch('page.js').then(r => r.headers.get('content-security-policy'))")
                        .asText())
                .startsWith("default-src 'none'; script-src 'self';");
        browser.evaluate("document.getElementById('log-filter').value = ''");
    }

    private void fitsASmallScreen() throws IOException {
        browser.resize(420, 800);
        browser.await("no sideways scrolling", "document.documentElement.scrollWidth <= window.innerWidth");
        assertThat(browser.evaluate("[...document.querySelectorAll('section, header')].filter(s => !s.hidden "
                                + "&& s.getBoundingClientRect().right > window.innerWidth).length")
                        .asInt())
                .isZero();
        browser.resize(1280, 900);
    }

    private void aLostHostComesBack(String host) throws IOException {
        cluster.host(host).signal("KILL");
        browser.await("the host is lost", row(host) + ".textContent.includes('lost')");
        browser.await("it is on the board", text("waiting-list") + ".includes('no sign of life')");
        browser.await("a line is dashed", "document.querySelector('#picture path.open')");
        cluster.start(2);
        browser.await("the host is back", row(host) + ".textContent.includes('registered')");
        browser.await("all is well", text("state") + " === 'STARTED' && document.getElementById('waiting').hidden");
    }

    private void aCoordinatorComesBack(String one, String two) throws IOException {
        cluster.host(one).signal("KILL");
        browser.await("it says that nobody answers", text("notice") + ".includes('does not answer')");
        cluster.start(1);
        browser.await("the notice goes", "document.getElementById('notice').hidden");
        browser.await("it listens again", "document.getElementById('live').className === 'live on'");
        browser.await("all is well", text("state") + " === 'STARTED'");
        browser.await("events of the new one", text("events-list") + ".includes('epoch 2')");
        assertThat(browser.evaluate("[...document.querySelectorAll('#events-list li')].map(l => l.dataset.id)"
                                + ".every((id, i, all) => all.indexOf(id) === i)")
                        .asBoolean())
                .as("no event twice")
                .isTrue();
    }

    /** What a thousand hosts would look like whose names and troubles are markup; real ones are too many for a test. */
    private void aThousandHostsAreFewRows() throws IOException {
        browser.evaluate("""
                (async () => {
                  const ask = window.fetch;
                  const cluster = await (await ask("v1/cluster")).json();
                  const markup = "<img src=x onerror=document.title='owned'>";
                  const part = (role, state) => Object.assign({}, cluster.hosts[1].roles[0],
                    {role, state, joined: state === "READY", progress: markup, waitsFor: markup});
                  const host = (name, state) => ({name, state: "REGISTERED", since: cluster.since, agentPid: 1, address: name,
                    roles: [part("compute", state), part("index", "READY")]});
                  const answer = JSON.stringify(Object.assign({}, cluster, {
                    cluster: markup,
                    hosts: [...Array(1000).keys()].map(i => host(i === 7 ? markup : "host-" + i, i === 7 ? "FAILED" : "READY")),
                    problems: [...Array(1000).keys()].map(i => ({id: "FULL", host: "host-" + i, since: cluster.since,
                      message: "the disk of host-" + i + " is full", hint: markup, detail: [markup]}))}));
                  window.fetch = (path, options) => path === "v1/cluster" ? Promise.resolve(new Response(answer)) : ask(path, options);
                })()""");
        browser.await("the rows are drawn", "document.querySelectorAll('#hosts tr').length === 2");
        browser.await("the problems are drawn", text("problems-count") + " === '1000'");
        browser.await("the picture is drawn", "document.querySelectorAll('#picture circle').length === 5");
        assertThat(browser.evaluate("[...document.querySelectorAll('#hosts tr th')].map(h => h.textContent).join()")
                        .asText())
                .isEqualTo("▸ 999 hosts," + EVIL.substring(0, EVIL.indexOf(" &")));
        assertThat(browser.evaluate("document.querySelectorAll('#problems-list li').length")
                        .asInt())
                .isEqualTo(1);
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt())
                .isZero();
        assertThat(browser.evaluate("document.title").asText()).isNotEqualTo("owned");
        browser.evaluate("document.querySelector('#hosts button').click()");
        assertThat(browser.evaluate("document.querySelectorAll('#hosts tr').length")
                        .asInt())
                .isEqualTo(120);
        assertThat(browser.evaluate("document.querySelectorAll('#picture circle').length")
                        .asInt())
                .isEqualTo(5);
        browser.evaluate("document.getElementById('host-filter').focus()");
        browser.type("host-99 index");
        browser.await("the filter leaves eleven", "document.querySelectorAll('#hosts tr').length === 11");
        browser.open(url());
        browser.await("the cluster as it is", text("state") + " === 'STARTED'");
    }

    /** What a board would look like on which nearly a thousand hosts are missing for one cause, whose words are markup. */
    private void aThousandMissingHostsAreTwoRows() throws IOException {
        browser.evaluate("""
                (async () => {
                  const ask = window.fetch;
                  const cluster = await (await ask("v1/cluster")).json();
                  const markup = "<img src=x onerror=document.title='owned'>";
                  const host = (name, code) => ({name, state: "AWAITED", since: cluster.since, roles: [], missing: {code,
                    summary: "answers " + markup, message: "it answers " + markup, hint: markup, command: markup, since: cluster.since}});
                  const answer = JSON.stringify(Object.assign({}, cluster, {state: "AWAITING_HOSTS",
                    hosts: [...Array(1000).keys()].map(i => host("host-" + i, i === 7 ? "HOST_SILENT" : "HOST_NOT_STARTED"))}));
                  window.fetch = (path, options) => path === "v1/cluster" ? Promise.resolve(new Response(answer)) : ask(path, options);
                })()""");
        browser.await("the board is drawn", text("waiting-count") + " === '1000 of 1000'");
        assertThat(browser.evaluate("document.querySelectorAll('#waiting-list li').length")
                        .asInt())
                .isEqualTo(2);
        assertThat(browser.evaluate(text("waiting-list")).asText())
                .contains("999 hosts: answers <img", "and 979 more", "HOST_NOT_STARTED", "host-7", "HOST_SILENT");
        assertThat(browser.evaluate("document.querySelectorAll('img').length").asInt())
                .isZero();
        browser.open(url());
        browser.await("the cluster as it is", text("state") + " === 'STARTED'");
    }

    /** What the page would show of one; nothing that runs is made to fail for it. */
    private void aComponentThatWasGivenUpIsTriedAgain(String host) throws IOException {
        browser.evaluate("""
                (async () => {
                  const ask = window.fetch;
                  const cluster = await (await ask("v1/cluster")).json();
                  const part = cluster.hosts[1].roles.find(each => each.role === "compute");
                  Object.assign(part, {state: "FAILED", joined: false, gaveUp: true, evidence: [],
                    failure: {code: "DISK_FULL", message: "the disk is full", hint: "free space", detail: []}});
                  window.fetch = (path, options) => {
                    if (path === "v1/cluster") return Promise.resolve(new Response(JSON.stringify(cluster)));
                    if (!String(path).endsWith("/retry")) return ask(path, options);
                    window.retried = options.method + " " + path;
                    return Promise.resolve(new Response('{"message":"trying again"}', {headers: {"content-type": "application/json"}}));
                  };
                })()""");
        browser.await("it has failed", "!!" + row(host) + ".querySelector('button.cell.bad')");
        browser.evaluate(row(host) + ".querySelector('button.cell.bad').click()");
        browser.await("what to do", text("part") + ".includes('muster retry " + host + "/compute')");
        browser.evaluate("document.querySelector('#part button').click()");
        browser.await(
                "it asks, and wants nothing typed",
                "document.getElementById('confirm').open && document.getElementById('confirm-label').hidden");
        browser.evaluate("document.getElementById('confirm-do').click()");
        browser.await("it is ordered", "window.retried === 'POST v1/hosts/" + host + "/roles/compute/retry'");
        browser.await("the question is over", "!document.getElementById('confirm').open");
        browser.open(url());
        browser.await("the cluster as it is", text("state") + " === 'STARTED'");
    }

    /** With the keyboard alone. */
    private void stopsOnceTheNameIsTyped(String host) throws IOException {
        browser.evaluate(row(host) + ".querySelector('td.act button').focus()");
        browser.press("Enter", 13);
        browser.await("it asks", "document.getElementById('confirm').open");
        assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("confirm-typed");
        browser.type("another");
        browser.press("Enter", 13);
        assertThat(browser.evaluate("document.getElementById('confirm-do').disabled")
                        .asBoolean())
                .isTrue();
        assertThat(browser.requests()).noneMatch(asked -> asked.endsWith("/stop"));
        browser.evaluate("document.getElementById('confirm-typed').select()");
        browser.type(host);
        browser.press("Enter", 13);
        assertThat(cluster.host(host).awaitExit(LIMIT)).isZero();
        browser.await("the host has left", row(host) + ".textContent.includes('left')");
        assertThat(browser.evaluate("document.getElementById('confirm').open").asBoolean())
                .isFalse();
    }
}
