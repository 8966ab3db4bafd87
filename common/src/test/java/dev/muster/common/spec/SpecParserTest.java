package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.codes;
import static dev.muster.common.spec.SpecFixtures.host;
import static dev.muster.common.spec.SpecFixtures.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SpecParserTest {

    private static Optional<String> setting(ClusterSpec spec, String host, Role role, String name) {
        Settings settings = host(spec, host).roles().get(role);
        return settings.get(name).map(Setting::value);
    }

    @Test
    void laterLayersWinOverEarlierOnes() {
        ClusterSpec spec = valid("""
                {
                  "components": {"compute": {"a": "component", "b": "component"}},
                  "defaults": {"b": "defaults", "c": "defaults"},
                  "groups": {
                    "one": {"compute": {"c": "one", "d": "one"}},
                    "two": {"compute": {"d": "two", "e": "two"}}
                  },
                  "hosts": {
                    "n[1-2]": {"use": ["one", "two"], "compute": {"e": "pattern", "f": "pattern"}},
                    "n1": {"master": true, "compute": {"f": "exact"}}
                  }
                }""");

        assertThat(setting(spec, "n1", Role.COMPUTE, "a")).isEmpty();
        assertThat(spec.components().get(Role.COMPUTE).settings().get("a").map(Setting::value))
                .contains("component");
        assertThat(setting(spec, "n1", Role.COMPUTE, "b")).contains("defaults");
        assertThat(setting(spec, "n1", Role.COMPUTE, "c")).contains("one");
        assertThat(setting(spec, "n1", Role.COMPUTE, "d")).contains("two");
        assertThat(setting(spec, "n1", Role.COMPUTE, "e")).contains("pattern");
        assertThat(setting(spec, "n1", Role.COMPUTE, "f")).contains("exact");
        assertThat(setting(spec, "n2", Role.COMPUTE, "f")).contains("pattern");
        assertThat(setting(spec, "n1", Role.MASTER, "b")).contains("defaults");
    }

    @Test
    void everySettingKnowsWhereItWasWritten() {
        ClusterSpec spec = valid("{\n  \"a\": {\"master\": {\"ports\": {\n    \"ui\": 8080}}}}");

        assertThat(host(spec, "a").roles().get(Role.MASTER).get("ports.ui"))
                .contains(new Setting("8080", "cluster.json:3:5"));
    }

    @Test
    void settingsAreFlattenedAndListsAreJoined() {
        ClusterSpec spec = valid("""
                {"hosts": {"a": {"master": {
                  "settings": {"cluster_name": "prod", "x": {"y": true}},
                  "seeds": ["b", 3, false], "none": [], "ratio": 1.50
                }}}}""");

        assertThat(setting(spec, "a", Role.MASTER, "cluster_name")).contains("prod");
        assertThat(setting(spec, "a", Role.MASTER, "x.y")).contains("true");
        assertThat(setting(spec, "a", Role.MASTER, "seeds")).contains("b,3,false");
        assertThat(setting(spec, "a", Role.MASTER, "none")).contains("");
        assertThat(setting(spec, "a", Role.MASTER, "ratio")).contains("1.50");
    }

    @Test
    void componentsSayWhatARoleIsAndMayDeclareNewOnes() {
        ClusterSpec spec = valid("""
                {
                  "cluster": {"name": "demo", "startTimeout": "10m"},
                  "components": {
                    "web": {"kind": "nginx", "version": "1.28", "ports": {"http": 8000}},
                    "backend": {"version": "5.0.4"}
                  },
                  "hosts": {"a": {"master": true, "web": true}}
                }""");

        assertThat(spec.name().value()).isEqualTo("demo");
        assertThat(spec.settings().get("startTimeout").map(Setting::value)).contains("10m");
        ComponentSpec web = spec.components().get(new Role("web"));
        assertThat(web.kind()).isEqualTo("nginx");
        assertThat(web.version()).isEqualTo("1.28");
        assertThat(web.settings().get("ports.http").map(Setting::value)).contains("8000");
        assertThat(spec.components().get(Role.BACKEND).kind()).isNull();
        assertThat(host(spec, "a").has(new Role("web"))).isTrue();
    }

    @Test
    void anExactHostTakesARoleAwayAndKeepsItsPlace() {
        ClusterSpec spec = valid("""
                {"n[1-3]": {"backend": true, "compute": true}, "m": {"master": true}, "n2": {"backend": false}}""");

        assertThat(spec.hosts().keySet().stream().map(HostName::value)).containsExactly("n1", "n2", "n3", "m");
        assertThat(host(spec, "n2").roles()).containsOnlyKeys(Role.COMPUTE);
    }

    @Test
    void theExactHostsGroupsReplaceThoseOfItsPattern() {
        ClusterSpec spec = valid("""
                {"groups": {"w": {"compute": true}, "s": {"index": true}},
                 "hosts": {"m": {"master": true}, "n[1-2]": {"use": "w"}, "n2": {"use": "s"}}}""");

        assertThat(host(spec, "n1").roles()).containsOnlyKeys(Role.COMPUTE);
        assertThat(host(spec, "n2").roles()).containsOnlyKeys(Role.INDEX);
    }

    @Test
    void aFolderIsASettingOfItsRole() {
        ClusterSpec spec = valid("{\"a\": {\"master\": true, \"dirs\": {\"master\": \"/data/m\"}}}");

        assertThat(setting(spec, "a", Role.MASTER, "dir")).contains("/data/m");
    }

    @Test
    void machinesMayBeCalledAsThePartsOfTheFullForm() {
        assertThat(valid("{\"hosts\": {\"master\": true}, \"groups\": {\"compute\": true}}")
                        .hosts())
                .containsOnlyKeys(HostName.of("hosts"), HostName.of("groups"));
        assertThat(valid("{\"cluster\": {\"master\": true}}").hosts()).containsOnlyKeys(HostName.of("cluster"));
        assertThat(valid("{\"hosts\": {\"master\": {\"master\": true}}}").hosts())
                .containsOnlyKeys(HostName.of("master"));
    }

    @Test
    void spellingsOfOneHostAreOneHost() {
        ClusterSpec spec = valid("{\"[2001:DB8:0::7]\": {\"master\": true}, \"NODE1.\": {\"compute\": true}}");

        assertThat(spec.hosts()).containsOnlyKeys(HostName.of("2001:db8::7"), HostName.of("node1"));
    }

    @Test
    void theHashIsThatOfTheExactBytes() {
        byte[] bytes = "{\"a\": {\"master\": true}}".getBytes(StandardCharsets.UTF_8);

        assertThat(SpecFixtures.parse("x", bytes).hash()).isEqualTo(SpecParser.hash(bytes));
        assertThat(SpecParser.hash(new byte[0]).value())
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    @Test
    void tenThousandHostsAreAClusterAndOneMoreIsNot() {
        String hosts = "{\"m\": {\"master\": true}, \"n[1-%d]\": {\"compute\": true}}";

        assertThat(valid(hosts.formatted(9_999)).hosts()).hasSize(10_000);
        assertThat(codes(hosts.formatted(10_000))).containsExactly(ProblemCode.TOO_MANY_HOSTS);
    }

    @Test
    void tenThousandWrittenHostsAreReadToo() {
        StringBuilder text = new StringBuilder("{\"m\": {\"master\": true}");
        for (int i = 1; i < 10_000; i++) {
            text.append(",\n  \"10.1.").append(i / 250).append('.').append(i % 250 + 1);
            text.append("\": {\"compute\": {\"cores\": 4}, \"backend\": true, \"labels\": {\"rack\": \"r1\"}}");
        }

        assertThat(valid(text.append('}').toString()).hosts()).hasSize(10_000);
    }

    @Test
    void fourMebibytesAreReadAndOneByteMoreIsNot() {
        byte[] file = "{\"a\": {\"master\": true}}".getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(file, SpecFile.BYTES_MAX);
        Arrays.fill(padded, file.length, padded.length, (byte) ' ');

        assertThat(SpecFixtures.parse("x", padded)).isInstanceOf(SpecResult.Valid.class);
        assertThat(SpecFixtures.parse("x", Arrays.copyOf(padded, padded.length + 1))
                        .problems())
                .extracting(Problem::code)
                .containsExactly(ProblemCode.TOO_LARGE);
    }

    @Test
    void aShortFileCannotBecomeAHugeClusterInMemory() {
        StringBuilder labels = new StringBuilder();
        StringBuilder settings = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            labels.append(i == 0 ? "" : ",").append("\"l").append(i).append("\": \"x\"");
            settings.append(i == 0 ? "" : ",").append("\"s").append(i).append("\": 1");
        }
        StringBuilder hosts = new StringBuilder("\"m\": {\"master\": true}");
        for (int i = 0; i < 5_000; i++) {
            hosts.append(", \"n").append(i).append("\": {\"compute\": true}");
        }

        assertThat(codes("{\"m\": {\"master\": true}, \"n[1-9000]\": {\"compute\": true, \"labels\": {" + labels
                        + "}}}"))
                .containsExactly(ProblemCode.TOO_MUCH);
        assertThat(codes("{\"defaults\": {" + settings + "}, \"hosts\": {" + hosts + "}}"))
                .containsExactly(ProblemCode.TOO_MUCH);
    }

    /** Each would take minutes if a check were quadratic in what the file repeats. */
    @Test
    @Timeout(60)
    void hostileFilesTakeNoLongerThanLargeOnes() {
        StringBuilder groups = new StringBuilder("{\"hosts\": {\"m\": {\"master\": true, \"use\": [\"g\"");
        for (int i = 0; i < 200_000; i++) {
            groups.append(",\"g").append(i).append('"');
        }
        StringBuilder roles = new StringBuilder("{\"components\": {\"c\": {}");
        for (int i = 0; i < 40_000; i++) {
            roles.append(",\"comptue-with-a-long-name-").append(i).append("\": {}");
        }
        roles.append("}, \"hosts\": {\"m\": {\"master\": true");
        for (int i = 0; i < 40_000; i++) {
            roles.append(",\"compute-with-a-long-name").append(i).append("\": {}");
        }

        assertThat(codes(groups.append("]}}}").toString())).contains(ProblemCode.UNKNOWN_GROUP);
        assertThat(codes(roles.append("}}}").toString())).contains(ProblemCode.ROLE_WITHOUT_KIND);
        assertThat(codes("{\"" + "[1]".repeat(1_000_000) + "\": {}}")).contains(ProblemCode.BAD_PATTERN);
        assertThat(codes("{\"" + "1:".repeat(1_000_000) + "\": {}}")).contains(ProblemCode.NOT_A_HOST);
        assertThat(codes("[".repeat(4_000_000))).containsExactly(ProblemCode.TOO_DEEP);
        assertThat(codes("{\"a\": " + "/**/".repeat(1_000_000))).containsExactly(ProblemCode.ENDS_EARLY);
        assertThat(codes("{\"a\": " + "9".repeat(4_000_000) + "}")).contains(ProblemCode.HOST_NOT_AN_OBJECT);
    }

    @Test
    void problemsBeyondTheFirstHundredsAreCounted() {
        StringBuilder text = new StringBuilder("{\"m\": {\"master\": true");
        for (int i = 0; i < 5_000; i++) {
            text.append(", \"x").append(i).append("\": true");
        }

        SpecResult result = SpecFixtures.parse(text.append("}}").toString());

        assertThat(result.problems()).hasSize(Problems.KEPT_MAX);
        assertThat(result.text()).endsWith("... and 4800 more", "5000 errors in cluster.json. Nothing was started.");
    }

    @Test
    void ofAPairTheSideInUseCountsAndAHostsOwnSettingIsStronger() throws IOException {
        ClusterSpec spec = valid(Files.readString(SpecFixtures.CORPUS.resolve("good/full-pair.json")));
        assertThat(settings(spec, "n1", Role.BACKEND)).containsExactly("heap=2g", "pool=4", "store.url=redis://b:6379");
        assertThat(settings(spec, "n3", Role.BACKEND)).containsExactly("heap=2g", "pool=8", "store.url=redis://b:6379");
        assertThat(settings(spec, "n1", Role.INDEX)).containsExactly("a=1");
        Pair backend = spec.components().get(Role.BACKEND).pair();
        assertThat(backend.warm().timeoutMs()).isEqualTo(1_200_000);
        assertThat(spec.components().get(Role.INDEX).pair().warm()).isNull();
    }

    private static List<String> settings(ClusterSpec spec, String host, Role role) {
        return spec.settings(SpecFixtures.host(spec, host), role).values().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue().value())
                .toList();
    }
}
