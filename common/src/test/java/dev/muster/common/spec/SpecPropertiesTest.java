package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.Balancer.Drain;
import dev.muster.common.model.spec.Balancer.HaProxy;
import dev.muster.common.model.spec.Balancer.Scripts;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every file, tried on many made by a seed; a failure names its seed. */
final class SpecPropertiesTest {

    private static final List<Role> ROLES =
            List.of(Role.MASTER, Role.COMPUTE, Role.BACKEND, Role.INDEX, new Role("web"), new Role("labels-2"));
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "'",
        "\\",
        "//",
        "/*",
        "*/",
        "#",
        "true",
        "null",
        "-0",
        "1e9",
        "\"a\"",
        "\n",
        "\"master\": true",
        "\"n[1-3]\"",
        "\u0000",
        "\u00a0",
        "\ud800",
        "NaN",
        "/",
        "\t",
        "\u001b"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatIsWrittenIsReadAgain(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            ClusterSpec spec = someSpec(random);
            String text = SpecWriter.write(spec);

            SpecResult read = SpecFixtures.parse(text);

            assertThat(read).as("seed %d: %s\n%s", seed, read.text(), text).isInstanceOf(SpecResult.Valid.class);
            ClusterSpec again = ((SpecResult.Valid) read).spec();
            assertThat(SpecDifference.lines(spec, again)).as("seed %d", seed).isEmpty();
            assertThat(again.hosts().keySet())
                    .containsExactlyElementsOf(spec.hosts().keySet());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void damagedFilesAreRefusedInTheirOwnText(long seed) throws IOException {
        Random random = new Random(seed);
        List<Path> files = new ArrayList<>(GoodFilesTest.goodFiles());
        files.addAll(BadFilesTest.badFiles());
        for (int round = 0; round < 60; round++) {
            String good = Files.readString(files.get(random.nextInt(files.size())), StandardCharsets.ISO_8859_1);
            byte[] bytes = damaged(good, random).getBytes(StandardCharsets.UTF_8);

            SpecFuzzTest.pointsIntoTheText(SpecFixtures.parse("seed-" + seed, bytes), bytes);
        }
    }

    /** Jackson and the search for words must agree on what is JSON: else a refusal would have no words. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void everyRefusalOfTheSyntaxHasWords(long seed) throws IOException {
        Random random = new Random(seed);
        List<Path> files = GoodFilesTest.goodFiles();
        for (int round = 0; round < 60; round++) {
            String text = damaged(Files.readString(files.get(random.nextInt(files.size()))), random);
            SpecResult result = SpecFixtures.parse("seed-" + seed, text.getBytes(StandardCharsets.UTF_8));

            assertThat(result.problems()).as("seed %d: %s", seed, text).noneMatch(p -> p.message()
                    .equals("this is not JSON"));
        }
    }

    private static String damaged(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = out.isEmpty() ? 0 : random.nextInt(out.length());
            switch (random.nextInt(4)) {
                case 0 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(4)));
                case 1 -> out.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> out.setLength(at);
                default -> out.insert(at, out.substring(at, Math.min(out.length(), at + random.nextInt(20))));
            }
        }
        return out.toString();
    }

    /** Of a name that {@code some} does not give. */
    private static @Nullable Pair somePair(Random random) {
        if (random.nextBoolean()) {
            return null;
        }
        Hook warm = random.nextBoolean() ? null : new Hook(List.of("/warm", "${host}"), 90_000, "");
        return new Pair(
                Pair.Side.values()[random.nextInt(2)],
                new Settings(new TreeMap<>(Map.of("paired", new Setting("1", "")))),
                new Settings(new TreeMap<>(Map.of("paired", new Setting("2", "")))),
                warm);
    }

    private static ClusterSpec someSpec(Random random) {
        SortedMap<Role, ComponentSpec> components = new TreeMap<>();
        for (Role role : ROLES) {
            String kind = SpecFixtures.ROLES.contains(role) && random.nextBoolean() ? null : "kind-" + role;
            components.put(
                    role,
                    new ComponentSpec(
                            role, kind, random.nextBoolean() ? "1." + role : null, some(random), somePair(random)));
        }
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            SortedMap<Role, Settings> roles = new TreeMap<>();
            for (Role role : ROLES) {
                if (role.equals(Role.MASTER) ? i == count / 2 : random.nextBoolean()) {
                    roles.put(role, some(random));
                }
            }
            HostName name = HostName.of(random.nextBoolean() ? "10.0.0." + i : "n" + i + ".dc1");
            SortedMap<String, String> labels = new TreeMap<>();
            if (random.nextBoolean()) {
                labels.put("rack \u00fc", "r\u00e9 " + i);
            }
            SortedMap<String, String> vars = new TreeMap<>();
            if (random.nextBoolean()) {
                vars.put("pool", "p " + i);
            }
            String address = random.nextBoolean() ? "10.0.1." + i : null;
            hosts.put(name, new HostSpec(name, address, false, labels, vars, roles));
        }
        return new ClusterSpec(
                new ClusterName("c" + random.nextInt(9)),
                some(random),
                components,
                hosts,
                require(random, hosts),
                new TreeMap<>(Map.of("site", "\u00fc $$", "zone", "b")),
                balancer(random));
    }

    private static Balancer balancer(Random random) {
        Hook hook = new Hook(List.of("/opt/lb", "${host}", "${site}", "$$", "\u00fc"), time(random), "here");
        Scripts scripts = new Scripts(hook, new Hook(List.of("/opt/lb"), time(random), "there"));
        SortedMap<Role, Hook> checks = new TreeMap<>(random.nextBoolean() ? Map.of(Role.INDEX, hook) : Map.of());
        Scripts whole = random.nextBoolean()
                ? new Scripts(new Hook(List.of("/all", "${zone}"), 1, "a"), new Hook(List.of("/all"), 1_000, "b"))
                : null;
        SortedSet<Role> roles = new TreeSet<>(Set.of(Role.COMPUTE, new Role("web")));
        return switch (random.nextInt(5)) {
            case 0 -> Balancer.NONE;
            case 1 -> new Balancer(roles, scripts, null, checks, whole);
            case 2 -> new Balancer(roles, scripts, new Drain.Connections(hook, time(random)), checks, whole);
            case 3 -> new Balancer(roles, scripts, new Drain.Wait(time(random)), checks, whole);
            default -> {
                HaProxy haproxy = new HaProxy(List.of("/run/a", "[::1]:80"), "${role}", "s_${host}", time(random), "x");
                yield new Balancer(roles, haproxy, new Drain.Connections(null, time(random)), checks, whole);
            }
        };
    }

    /** Every unit that a time is written in. */
    private static long time(Random random) {
        return (1 + random.nextInt(99_999))
                * List.of(1L, 1_000L, 60_000L, 3_600_000L).get(random.nextInt(4));
    }

    private static SortedMap<Role, Requirement> require(Random random, Map<HostName, HostSpec> hosts) {
        List<Requirement> some =
                List.of(Requirement.hosts(1), new Requirement(80, 100), new Requirement(2, 3), new Requirement(1, 1));
        SortedMap<Role, Requirement> require = new TreeMap<>();
        for (Role role : ROLES) {
            if (hosts.values().stream().anyMatch(host -> host.has(role)) && random.nextInt(3) == 0) {
                require.put(role, some.get(random.nextInt(some.size())));
            }
        }
        return require;
    }

    private static Settings some(Random random) {
        String[] names = {"a", "a.b", "name", "kind", "settings", "settings.x", "use", "ports.ui", "X_9-y"};
        String[] values = {"", "text", "a,b", "8080", "true", "null", "\u00fc \" \\ ' \n \t {{x}}", "/data", "-Xmx2g"};
        SortedMap<String, Setting> settings = new TreeMap<>();
        for (String name : names) {
            if (random.nextInt(4) == 0) {
                settings.put(name, new Setting(values[random.nextInt(values.length)], "here"));
            }
        }
        return new Settings(settings);
    }
}
