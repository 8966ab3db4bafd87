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

    private static final String FILE = """
            {
              "cluster": {"name": "paged"},
              "components": {"master": {"kind": "mock"}, "compute": {"kind": "mock"}, "talk": {"kind": "talker"}},
              "hosts": {"A.1": {"master": true, "compute": true}, "A.2": {"compute": true, "talk": true}}
            }
            """;

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
        cluster.define(FILE);
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
        putsTogetherWhatTwoHaveMadeOfOneText();
        tellsTheRestByWhatItHasSeen();
        aChangeIsFollowedAndSteered(two);
        locksAreTakenAndLetGo(two);
        aDefinitionIsEditedPlannedAndApplied(two);
        aThousandStepsAreFewRows();
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

    /** Of texts of few different lines, which have the most ways to be mistaken. */
    private void putsTogetherWhatTwoHaveMadeOfOneText() throws IOException {
        assertThat(browser.evaluate("""
                import("/page/difference.js").then(({differences, merged}) => {
                  let seed = 7;
                  const random = below => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
                  const text = () => [...Array(1 + random(8))].map(() => "abc"[random(3)]).join("\\n");
                  for (let i = 0; i < 2000; i++) {
                    const [base, other] = [text(), text()];
                    if (merged(base, base, other) !== other || merged(base, other, base) !== other || merged(base, other, other) !== other) {
                      return JSON.stringify([base, other]);
                    }
                  }
                  return JSON.stringify([merged("1\\n2\\n3\\n4\\n5", "1\\nmine\\n3\\n4\\n5", "0\\n1\\n2\\n3\\n4\\ntheirs"), merged("1\\n2", "1\\n3", "1\\n4"),
                    differences("1\\n2\\n3", "1\\n4\\n3\\n5", 9), differences("1\\n2\\n3", "4\\n5\\n6", 2)]);
                })""").asText())
                .isEqualTo("[\"0\\n1\\nmine\\n3\\n4\\ntheirs\",null,[\"- 2\",\"+ 4\",\"+ 5\"],"
                        + "[\"- 1\",\"- 2\",\"… and 4 more lines\"]]");
    }

    /** Not from a step whose begin was not seen, and not from the time while it was paused. */
    private void tellsTheRestByWhatItHasSeen() throws IOException {
        assertThat(browser.evaluate("""
                import("/page/pace.js#another").then(({secondsLeft}) => {
                  const at = (ms, number, done, status) => secondsLeft({number, done, failed: 0, status: status || "RUNNING", steps: Array(10)}, ms);
                  return [at(0, 1, 3), at(6000, 1, 4), at(16000, 1, 5), at(17000, 1, 5, "PAUSED"), at(90000, 1, 5), at(99000, 1, 10, "DONE"),
                    secondsLeft(null, 100000), at(200000, 2, 0), at(204000, 2, 1)].join();
                })""").asText()).isEqualTo("-1,-1,50,-1,55,-1,-1,-1,36");
    }

    /** Its second step waits for the end of a maintenance: nothing here depends on who is quicker. */
    private void aChangeIsFollowedAndSteered(String host) throws IOException {
        assertThat(browser.evaluate("document.getElementById('change').hidden").asBoolean())
                .isTrue();
        cluster.run(0, "maintenance", "begin", host, "--for", "1h", "-m", EVIL);
        cluster.run(0, "restart", "compute", "--no-wait", "-m", EVIL);
        String second = "document.querySelector('#change-steps li[data-step=\"" + host + "/compute\"]')";
        browser.await("one step is done", text("change-facts") + ".includes('1 of 2 steps')");
        browser.await(
                "what it waits for", text("change-waits") + ".startsWith('Waits: " + host + " is in maintenance')");
        assertThat(browser.evaluate(text("change-facts")).asText())
                .contains("strategyone-by-one", "why" + EVIL, "begun");
        assertThat(browser.evaluate(second + ".textContent").asText()).startsWith("· to come" + host + "/compute");
        assertThat(browser.evaluate("document.querySelectorAll('#change img, #change b').length")
                        .asInt())
                .isZero();

        String agent = row(host) + ".querySelector('.chip')";
        assertThat(browser.evaluate(agent + ".textContent + ' ' + " + agent + ".title")
                        .asText())
                .startsWith("! maintenance " + host + " is in maintenance by " + System.getProperty("user.name") + " ("
                        + EVIL + "), until ");
        assertThat(browser.evaluate(
                                "document.querySelectorAll('#picture path.linked').length + ' ' + "
                                        + "[...document.querySelectorAll('#picture path.open title')].map(t => t.textContent).join()")
                        .asText())
                .as("it is connected all the same")
                .doesNotContain(host);

        steer("pause", "Pause change 1");
        browser.await("it pauses", text("change-status") + " === 'paused' && " + text("change-waits") + " === ''");
        browser.await("the keyboard stays there", "document.activeElement.id === 'change-resume'");
        cluster.run(0, "maintenance", "end", host);
        assertThat(browser.evaluate(second + ".querySelectorAll('button').length")
                        .asInt())
                .isZero();
        isFrozenForAWhile();
        somebodyWaitsForTheTurn();
        steer("resume", "Resume change 1");
        browser.await(
                "it is done", text("change-status") + " === 'done' && " + second + ".textContent.startsWith('✓ done')");
        browser.await(
                "nothing is left to do",
                "[...document.querySelectorAll('#change button')].every(b => b.hidden) && " + text("state")
                        + " === 'STARTED'");
    }

    private void isFrozenForAWhile() throws IOException {
        cluster.run(0, "freeze", "-m", EVIL);
        browser.await("it is frozen", "!document.getElementById('frozen').hidden");
        assertThat(browser.evaluate(text("frozen")).asText())
                .contains(
                        "Frozen for ",
                        "the cluster is frozen by " + System.getProperty("user.name") + " (" + EVIL + ")");
        assertThat(browser.evaluate("document.querySelectorAll('#frozen img').length + " + text("problems-list"))
                        .asText())
                .as("it is said once")
                .startsWith("0")
                .doesNotContain("FROZEN");
        cluster.run(0, "unfreeze", "-m", "all is well");
        browser.await("it is frozen no longer", "document.getElementById('frozen').hidden");
    }

    private void somebodyWaitsForTheTurn() throws IOException {
        browser.await("nobody waits", text("held-note") + ".startsWith('Nothing is locked')");
        MusterProcess waiter = cluster.shell(1, "muster restart talk --wait -m 'new disks'");
        browser.await("who waits", text("queue") + ".includes('new disks')");
        assertThat(browser.evaluate(text("queue")).asText())
                .startsWith("… next")
                .contains(" of " + System.getProperty("user.name") + ", waits for ");
        waiter.signal("INT");
        waiter.awaitExit(LIMIT);
        browser.await("nobody waits any more", "!document.querySelector('#queue li')");
    }

    private void locksAreTakenAndLetGo(String host) throws IOException {
        cluster.run(0, "lock", "--role", "talk", "-m", EVIL, "--for", "3h");
        browser.await("another one's lock", "document.querySelector('#locks li[data-lock=\"role talk\"]')");
        assertThat(browser.evaluate(text("locks")).asText())
                .contains(
                        "role talk by " + System.getProperty("user.name") + ": " + EVIL,
                        "ends by itself in 2 h 59 min");
        assertThat(browser.evaluate("document.querySelectorAll('#locks img, #locks b').length")
                        .asInt())
                .as("the owner, and no markup of the reason")
                .isEqualTo(1);
        browser.evaluate("document.querySelector('#locks button').click()");
        confirmed("Unlock role talk");
        confirmed("Take the lock of " + System.getProperty("user.name") + " away");
        browser.await("it is let go", "!document.querySelector('#locks li')");

        browser.evaluate("document.getElementById('lock-open').click()");
        browser.evaluate("(() => { const set = (id, value) => { document.getElementById(id).value = value; };"
                + " set('lock-reason', 'new disks'); set('lock-kind', 'host');"
                + " document.getElementById('lock-kind').dispatchEvent(new Event('change'));"
                + " set('lock-name', '" + host + "'); document.getElementById('lock-do').click(); })()");
        confirmed("Lock host " + host);
        browser.await("its own lock", "document.querySelector('#locks li[data-lock=\"host " + host + "\"]')");
        assertThat(cluster.run(0, "locks")).contains("host " + host, "web page", "new disks");
        browser.evaluate("document.querySelector('#locks button').click()");
        confirmed("Unlock host " + host);
        browser.await("nothing is locked", text("held-note") + ".startsWith('Nothing is locked')");
        assertThat(cluster.run(0, "locks")).contains("Nothing is locked");
    }

    private void confirmed(String title) throws IOException {
        browser.await(
                "it asks: " + title,
                "document.getElementById('confirm').open && " + text("confirm-title") + " === '" + title + "'");
        browser.evaluate("document.getElementById('confirm-do').click()");
        browser.await(
                "the question is over",
                "!document.getElementById('confirm').open || " + text("confirm-title") + " !== '" + title + "'");
    }

    /** With the keyboard alone. */
    private void steer(String word, String title) throws IOException {
        browser.evaluate("document.getElementById('change-" + word + "').focus()");
        browser.press("Enter", 13);
        browser.await(
                "it asks",
                "document.getElementById('confirm').open && " + text("confirm-title") + " === '" + title + "'");
        browser.evaluate("document.getElementById('confirm-do').focus()");
        browser.press("Enter", 13);
        browser.await("the question is over", "!document.getElementById('confirm').open");
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

    private void aDefinitionIsEditedPlannedAndApplied(String host) throws IOException {
        String text = "document.getElementById('definition-text').value";
        String apply = "document.getElementById('plan-apply')";
        browser.evaluate("document.getElementById('definition-open').click()");
        browser.await("the file in force", text + ".includes('\"paged\"')");
        assertThat(browser.evaluate(text).asText())
                .isEqualTo(Files.readString(cluster.folder().resolve("cluster.json")));

        edit("'{ \"no host\": '");
        plan();
        browser.await("what is wrong with it", text("definition-said") + ".includes('cluster.json:1:')");
        assertThat(browser.evaluate(text).asText()).isEqualTo("{ \"no host\": ");

        edit("`" + Files.readString(cluster.folder().resolve("cluster.json")).replace(", \"talk\": true}", "}") + "`");
        plan();
        browser.await("what would be lost", text("plan-parts") + ".includes('talk would have no host left')");
        browser.evaluate(apply + ".click()");
        browser.await(
                "the cluster's name is wanted",
                "document.getElementById('confirm-name').textContent === 'paged'"
                        + " && !document.getElementById('confirm-label').hidden && document.getElementById('confirm-do').disabled");
        browser.evaluate("document.getElementById('confirm-cancel').click()");

        edit("`"
                + Files.readString(cluster.folder().resolve("cluster.json"))
                        .replace(
                                "\"" + host + "\": {\"compute\": true",
                                "\"" + host + "\": {\"compute\": {\"startDelay\": \"10ms\"}")
                + "`");
        plan();
        browser.await(
                "the plan", text("plan-parts") + ".includes('Plan: 0 to add, 0 to stop, 1 to restart, 3 unchanged.')");
        assertThat(browser.evaluate(text("plan-parts")).asText())
                .contains("~ " + host + "↻ computemock ", "restart: ", "Order, one-by-one:1. restart compute " + host);
        fitsASmallScreen();
        somebodyElseWasQuicker(text, apply);

        plan();
        browser.await("it can be applied", "!document.getElementById('plan').hidden");
        browser.evaluate("document.getElementById('definition-reason').value = 'slower'");
        browser.evaluate(apply + ".click()");
        browser.evaluate("document.getElementById('confirm-do').click()");
        browser.await("it is in force", text("definition-said") + ".includes('evision 2 -> 3')");
        browser.await(
                "it is done",
                text("change-facts") + ".includes('revision2 → 3')" + " && " + text("change-facts")
                        + ".includes('whyslower') && " + text("change-status") + " === 'done'");

        browser.evaluate("document.querySelector('#revisions li[data-revision=\"1\"] button').click()");
        browser.await(
                "the way back",
                text("plan-parts") + ".includes('revision 1 against') && " + text("plan-parts")
                        + ".includes('1 to restart')");
        assertThat(browser.evaluate(text("revisions")).asText()).contains("3 in force", "slower", EVIL);
        assertThat(browser.evaluate("document.querySelectorAll('#definition img, #definition b > b').length")
                        .asInt())
                .isZero();
        browser.evaluate("document.getElementById('definition-open').click()");
        browser.await("all is well", text("state") + " === 'STARTED'");
    }

    /** The page does not learn of it before it applies what was planned. */
    private void somebodyElseWasQuicker(String text, String apply) throws IOException {
        browser.evaluate(
                "window.asked = window.fetch; window.fetch = (path, options) => path === 'v1/cluster' ? Promise.resolve(new Response(null, {status: 304}))"
                        + " : window.asked(path, options); 0");
        browser.evaluate("document.getElementById('plan-apply').focus()");
        String mine = browser.evaluate(text).asText();
        cluster.define(FILE.replaceFirst("\\{", "{\n  // " + EVIL));
        String file = cluster.folder().resolve("cluster.json").toString();
        cluster.run(0, "apply", file, "--yes", "--no-wait", "-m", EVIL);
        browser.press("Enter", 13);
        browser.await("it asks", "document.getElementById('confirm').open");
        browser.evaluate("document.getElementById('confirm-do').click()");
        browser.await(
                "it says who has changed what", text("definition-said") + ".includes('at revision 2 now, not at 1')");
        assertThat(browser.evaluate(text("definition-said")).asText())
                .contains("revision 2: " + System.getProperty("user.name"), EVIL, "+   // " + EVIL);
        assertThat(browser.evaluate(text).asText()).as("what was typed").isEqualTo(mine);
        assertThat(browser.evaluate("document.getElementById('confirm').open").asBoolean())
                .isFalse();
        browser.evaluate("document.querySelector('#definition-said button.primary').click()");
        assertThat(browser.evaluate(text).asText()).contains("// " + EVIL, "startDelay");
        browser.evaluate("window.fetch = window.asked; 0");
    }

    private void plan() throws IOException {
        browser.evaluate("document.getElementById('definition-plan').click()");
    }

    /** @param text a literal of JavaScript */
    private void edit(String text) throws IOException {
        browser.evaluate("(area => { area.value = " + text + "; area.dispatchEvent(new Event('input')); })"
                + "(document.getElementById('definition-text'))");
    }

    /** What a change of a thousand steps would look like, of which one has failed for a reason that is markup. */
    private void aThousandStepsAreFewRows() throws IOException {
        browser.evaluate("""
                (async () => {
                  const ask = window.fetch;
                  const cluster = await (await ask("v1/cluster")).json();
                  const markup = "<img src=x onerror=document.title='owned'>";
                  const failure = {code: "STEP_SLOW", message: "slow " + markup, hint: markup, detail: [markup]};
                  const phase = i => i === 7 ? "FAILED" : i < 300 ? "DONE" : i < 302 ? "STARTING" : "PENDING";
                  const change = {schema: "muster/change/1", number: 2, from: 1, to: 2, who: markup, reason: markup, begunAt: cluster.since,
                    strategy: "2", status: "RUNNING", done: 299, failed: 1,
                    steps: [...Array(1000).keys()].map(i => ({batch: 1 + i / 2 | 0, action: "RESTART", host: "host-" + i % 500 + (i === 301 ? markup : ""),
                      role: i < 500 ? "compute" : "index", phase: phase(i), since: cluster.since, failure: i === 7 ? failure : undefined}))};
                  window.fetch = (path, options) => {
                    if (path === "v1/cluster") return Promise.resolve(new Response(JSON.stringify(Object.assign({}, cluster, {change}))));
                    if (!String(path).startsWith("v1/change/") || path === "v1/change/queue") return ask(path, options);
                    window.steered = path + " " + options.body;
                    change.status = "CANCELLING";
                    return Promise.resolve(new Response('{"message":"so be it"}'));
                  };
                })()""");
        browser.await("the groups are drawn", "document.querySelectorAll('#change-steps li.group').length === 2");
        assertThat(browser.evaluate(
                                "[...document.querySelectorAll('#change-steps li')].map(l => l.textContent).join('|')")
                        .asText())
                .startsWith(
                        "▸ restart compute299 of 500 done, 1 failed, 2 under way, 198 to come|✕ failedhost-7/compute")
                .contains("slow <img", "host-301<img")
                .endsWith("|▸ restart index0 of 500 done, 500 to come");
        assertThat(browser.evaluate("document.querySelectorAll('#change-steps li').length")
                        .asInt())
                .isEqualTo(5);
        browser.evaluate("document.querySelectorAll('#change-steps li.group button')[0].click()");
        assertThat(browser.evaluate("document.querySelectorAll('#change-steps li').length")
                        .asInt())
                .isEqualTo(103);
        browser.evaluate("document.querySelector('#change-steps li[data-step=\"host-300/compute\"] button').click()");
        assertThat(browser.evaluate(text("confirm-title")).asText()).isEqualTo("Force compute on host-300");
        browser.evaluate("document.getElementById('confirm-do').click()");
        browser.await("it is ordered", "window.steered && window.steered.startsWith('v1/change/force')");
        assertThat(browser.evaluate("window.steered").asText())
                .contains("\"who\":\"web page\"", "\"host\":\"host-300\",\"role\":\"compute\"");
        browser.await(
                "nothing can be wanted of it any more",
                "document.querySelectorAll('#change-actions button:not([hidden])').length === 0");
        assertThat(browser.evaluate("document.querySelectorAll('#change img').length + document.title")
                        .asText())
                .isEqualTo("0paged: started - Muster");
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
                  cluster.hosts[1].roles.find(each => each.role === "talk").goal = "LEFT";
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
        assertThat(browser.evaluate(row(host) + ".querySelector('button[data-role=talk]').textContent")
                        .asText())
                .as("what leaves is not called joined")
                .isEqualTo("… leaving");
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
