package dev.muster.common.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValue;
import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsLoaderTest {

    @TempDir
    Path directory;

    @Test
    void referenceConfHasExactlyTheKeysThatThereAreAndEachIsOfItsKind() {
        Config reference = Layers.reference();
        Map<String, ConfigValue> values =
                reference.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        assertThat(values.keySet()).containsExactlyInAnyOrderElementsOf(Keys.ALL.keySet());
        Keys.ALL.forEach((key, kind) -> assertThat(kind.accepts(values.get(key)))
                .as("%s is %s", key, kind.words())
                .isTrue());
    }

    @Test
    void withoutAnySourceTheDefaultsHold() {
        MusterSettings settings = loaded(sources(Map.of(), Map.of(), Map.of()));
        assertThat(settings.agents()).isEqualTo(new MusterSettings.Agents(7420, 1000, 7000, 0.5, 60_000));
        assertThat(settings.http().port()).isEqualTo(7480);
        assertThat(settings.http().bodyBytesMax()).isEqualTo(1 << 20);
        assertThat(settings.store().isEmbedded()).isTrue();
        assertThat(settings.waiting().timeoutMs()).isZero();
        assertThat(settings.dir()).isEqualTo(Path.of("/home/u/.local/share/muster"));
        assertThat(settings.install().store()).isEqualTo(Path.of("/home/u/.local/share/muster/store"));
        assertThat(settings.components().dir()).isEmpty();
    }

    @Test
    void eachSettingIsExplained() throws IOException {
        Path named = file("named.conf", "agents.port = 2\nlogs.files-max = 2");
        SettingsResult.Loaded loaded = (SettingsResult.Loaded) SettingsLoader.load(new SettingsSources(
                Map.of("wait.timeout", "5s"),
                Map.of("MUSTER_HTTP_PORT", "4"),
                Map.of("user.name", "root", "muster.agents.port", "3"),
                Optional.of(named),
                List.of()));
        assertThat(loaded.explained())
                .contains(
                        new SettingsResult.Explained("agents.port", "\"3\"", "-Dmuster.agents.port"),
                        new SettingsResult.Explained("dir", "\"/var/lib/muster\"", "default"),
                        new SettingsResult.Explained("http.port", "\"4\"", "environment variable MUSTER_HTTP_PORT"),
                        new SettingsResult.Explained("logs.files-max", "2", named + ":2"),
                        new SettingsResult.Explained("agents.lease", "\"7s\"", "default"),
                        new SettingsResult.Explained("wait.timeout", "\"5s\"", "the command line"));
        assertThat(loaded.explained())
                .extracting(SettingsResult.Explained::key)
                .containsExactlyElementsOf(new TreeSet<>(Keys.ALL.keySet()));
    }

    @Test
    void theUsualDirectoryDependsOnTheUser() {
        SettingsSources root =
                new SettingsSources(Map.of(), Map.of(), Map.of("user.name", "root"), Optional.empty(), List.of());
        assertThat(loaded(root).dir()).isEqualTo(Path.of("/var/lib/muster"));
        assertThat(loaded(sources(Map.of(), Map.of("XDG_DATA_HOME", "/data"), Map.of()))
                        .dir())
                .isEqualTo(Path.of("/data/muster"));
    }

    @Test
    void theStrongerSourceWins() throws IOException {
        Path usual = file("usual.conf", "http.port = 1\nagents.port = 1\nlogs.files-max = 1\ndir = /a");
        Path named = file("named.conf", "http.port = 2\nagents.port = 2\nlogs.files-max = 2\nwait.timeout = 2s");
        SettingsSources sources = new SettingsSources(
                Map.of("http.port", "5"),
                Map.of("MUSTER_HTTP_PORT", "4", "MUSTER_AGENTS_PORT", "4"),
                Map.of("muster.http.port", "3", "muster.agents.port", "3", "muster.logs.files-max", "3"),
                Optional.of(named),
                List.of(directory.resolve("missing.conf"), usual));
        MusterSettings settings = loaded(sources);
        assertThat(settings.http().port()).isEqualTo(5);
        assertThat(settings.agents().port()).isEqualTo(4);
        assertThat(settings.logs().filesMax()).isEqualTo(3);
        assertThat(settings.waiting().timeoutMs()).isEqualTo(2000);
        assertThat(settings.dir()).isEqualTo(Path.of("/a"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "store.zookeeper zk1:2181,[2001:db8::1]:2181/apps/muster",
                "maven.mirror https://nexus.example:8443/repository/maven/",
                "http.bind 10.0.0.1,::1,db-1"
            })
    void valuesOfEachKindAreTaken(String key, String text) {
        assertThat(loaded(sources(Map.of(key, text), Map.of(), Map.of()))).isNotNull();
    }

    @Test
    void listsInTheEnvironmentAreSplitAtCommas() {
        MusterSettings settings = loaded(
                sources(Map.of(), Map.of("MUSTER_HTTP_ALLOWED_HOSTS", "a, b,", "MUSTER_HTTP_BIND", ""), Map.of()));
        assertThat(settings.http().allowedHosts()).containsExactly("a", "b");
        assertThat(settings.http().bind()).isEmpty();
    }

    @Test
    void variablesOfOthersAndPropertiesOfTheLauncherAreLeftAlone() {
        assertThat(loaded(sources(
                        Map.of(),
                        Map.of("MUSTER_SERVICE_HOST", "10.0.0.1"),
                        Map.of("muster.home", "/opt/muster", "muster.tty.in", "true", "muster.columns", "80"))))
                .isNotNull();
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithItsLine() throws IOException {
        Path file = file("muster.conf", """
                http {
                  prot = 80
                  port = abc
                }
                agents = 5
                agent.lease = 10s
                logs.size-max = many
                """);
        assertThat(problems(file))
                .containsExactly(
                        "SETTING_UNKNOWN: " + file
                                + ":2: there is no setting \"http.prot\" | did you mean \"http.port\"?",
                        "SETTING_INVALID: " + file
                                + ":3: \"http.port\" must be a port up to 65535, or 0, not \"abc\" | ",
                        "SETTING_INVALID: " + file + ":5: \"agents\" must be a section in braces, not 5 | ",
                        "SETTING_UNKNOWN: " + file
                                + ":6: there is no setting \"agent.lease\" | did you mean \"agents.lease\"?",
                        "SETTING_INVALID: " + file
                                + ":7: \"logs.size-max\" must be a size such as 64MiB, not \"many\" | ");
    }

    @Test
    void anExistingPkiIsNamedWhollyOrNotAtAll() throws IOException {
        String both = "security.pki { authority-file = /ca.pem, certificate-file = /a.pem, key-file = /a.key }\n";
        Path whole = file("whole.conf", both);
        assertThat(loaded(new SettingsSources(Map.of(), Map.of(), Map.of(), Optional.of(whole), List.of()))
                        .security()
                        .pki()
                        .isSet())
                .isTrue();
        Path half = file("half.conf", "security.pki { authority-file = /ca.pem, certificate-file = /a.pem }\n");
        assertThat(problems(half))
                .singleElement()
                .asString()
                .contains("\"security.pki.key-file\" must be set together with");
        Path alone = file("alone.conf", "security.pki.secret-file = /secret\n");
        assertThat(problems(alone))
                .singleElement()
                .asString()
                .contains("must be nothing without security.pki.authority-file");
        Path coordinator = file("coordinator.conf", both + "security.pki.coordinator-certificate-file = /c.pem\n");
        assertThat(problems(coordinator))
                .singleElement()
                .asString()
                .contains("coordinator-key-file\" must be set together");
        Path insecure = file("insecure.conf", both + "security.insecure = true\n");
        assertThat(problems(insecure)).singleElement().asString().contains("\"security.insecure\" must be false where");
    }

    @Test
    void problemsOfTheEnvironmentAndTheCommandLineNameThem() {
        assertThat(problems(sources(Map.of("dir", "relative"), Map.of("MUSTER_STORE_PORT", "-1"), Map.of())))
                .containsExactly(
                        "SETTING_INVALID: the command line: \"dir\" must be an absolute path, or empty, not \"relative\" | ",
                        "SETTING_INVALID: environment variable MUSTER_STORE_PORT: \"store.port\" must be a port up to 65535, or"
                                + " 0, not \"-1\" | ");
        assertThat(problems(sources(Map.of(), Map.of(), Map.of("muster.http.potr", "1"))))
                .containsExactly("SETTING_UNKNOWN: -Dmuster.http.potr: there is no setting \"http.potr\" | did you mean"
                        + " \"http.port\"?");
    }

    @ParameterizedTest
    @CsvSource({
        "agents.lease,2s",
        "agents.heartbeat,50ms",
        "agents.heartbeat,3s",
        "store.session,1s",
        "store.session,21s",
        "http.idle-timeout,0s",
        "http.body-max,3GiB",
        "wait.timeout,-1s",
        "wait.timeout,500d",
        "http.port,65536",
        "agents.port,0",
        "logs.files-max,0",
        "install.downloads,1.5e9",
        "maven.mirror,nexus",
        "maven.mirror,ftp://nexus/",
        "maven.mirror,http://a b/",
        "store.zookeeper,zk1",
        "store.zookeeper,zk1:2181 zk2:2181",
        "http.bind,a b",
        "http.allowed-hosts,http://x/"
    })
    void valuesOutOfRangeAreRefused(String key, String text) {
        assertThat(problems(sources(Map.of(key, text), Map.of(), Map.of()))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http {", "= 5", "http.port = ${nothing}", "include required(file(\"/nowhere.conf\"))"})
    void aFileThatIsNoHoconIsAProblemAndNoException(String content) throws IOException {
        assertThat(problems(file("muster.conf", content)))
                .singleElement()
                .asString()
                .startsWith("SETTINGS_SYNTAX");
    }

    @Test
    void aNamedFileMustBeThere() {
        assertThat(problems(directory.resolve("missing.conf")))
                .singleElement()
                .asString()
                .contains("no such file");
        assertThat(problems(directory)).singleElement().asString().contains("not a file");
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        assertThat(problems(file("muster.conf", "#".repeat((1 << 20) + 1))))
                .singleElement()
                .asString()
                .contains("larger than");
    }

    private static SettingsSources sources(
            Map<String, String> flags, Map<String, String> environment, Map<String, String> properties) {
        Map<String, String> all = new java.util.HashMap<>(properties);
        all.put("user.name", "u");
        all.put("user.home", "/home/u");
        return new SettingsSources(flags, environment, all, Optional.empty(), List.of());
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static MusterSettings loaded(SettingsSources sources) {
        SettingsResult result = SettingsLoader.load(sources);
        assertThat(result).isInstanceOf(SettingsResult.Loaded.class);
        return ((SettingsResult.Loaded) result).settings();
    }

    private static List<String> problems(Path file) {
        return problems(new SettingsSources(Map.of(), Map.of(), Map.of(), Optional.of(file), List.of()));
    }

    private static List<String> problems(SettingsSources sources) {
        SettingsResult result = SettingsLoader.load(sources);
        assertThat(result).isInstanceOf(SettingsResult.Invalid.class);
        return ((SettingsResult.Invalid) result)
                .problems().stream().map(SettingsLoaderTest::line).toList();
    }

    private static String line(Failure failure) {
        return failure + " | " + failure.hint();
    }
}
