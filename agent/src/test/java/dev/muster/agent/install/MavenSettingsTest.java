package dev.muster.agent.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.agent.install.MavenSettings.Mirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MavenSettingsTest {

    @TempDir
    Path directory;

    private MavenSettings read(String text) throws IOException, Refusal {
        Path file = directory.resolve("settings.xml");
        Files.writeString(file, text);
        return MavenSettings.read(file, Path.of("/home/joe"), Map.of("NEXUS", "https://nexus.example"));
    }

    private static String mirror(String id, String mirrorOf) {
        return "<mirror><id>" + id + "</id><url>https://" + id + "/</url><mirrorOf>" + mirrorOf
                + "</mirrorOf></mirror>";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "central|true",
                "*|true",
                "external:*|true",
                "internal, central|true",
                "*,!jboss|true",
                "*,!central|false",
                "!central,*|false",
                "external:http:*|false",
                "snapshots|false",
                "''|false"
            })
    void aMirrorStandsForCentralByMavensRules(String mirrorOf, boolean stands) throws Exception {
        assertThat(read("<settings><mirrors>" + mirror("m", mirrorOf) + "</mirrors></settings>")
                        .mirrorOfCentral()
                        .isPresent())
                .isEqualTo(stands);
    }

    @Test
    void theMirrorThatNamesCentralWinsOverWildcards() throws Exception {
        assertThat(read("<settings><mirrors>" + mirror("all", "*") + mirror("mine", "central")
                                + "</mirrors></settings>")
                        .mirrorOfCentral()
                        .map(Mirror::id))
                .contains("mine");
    }

    @Test
    void blockedMirrorsAndEncryptedPasswordsAreLeftOut() throws Exception {
        MavenSettings settings = read("""
                <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
                  <mirrors><mirror><id>b</id><mirrorOf>*</mirrorOf><url>http://0.0.0.0/</url><blocked>true</blocked></mirror></mirrors>
                  <servers><server><id>s</id><username>u</username><password>{abc=}</password></server></servers>
                </settings>
                """);
        assertThat(settings.mirrorOfCentral()).isEmpty();
        assertThat(settings.server("s")).isEmpty();
    }

    @Test
    void variablesAreReplaced() throws Exception {
        MavenSettings settings = read("""
                <settings><localRepository>${user.home}/repo</localRepository><mirrors><mirror><id>m</id>
                <mirrorOf>central</mirrorOf><url>${env.NEXUS}/maven/${unknown}</url></mirror></mirrors></settings>
                """);
        assertThat(settings.localRepository()).isEqualTo(Path.of("/home/joe/repo"));
        assertThat(settings.mirrorOfCentral().map(Mirror::url)).contains("https://nexus.example/maven/${unknown}");
    }

    @Test
    void aMissingFileIsEmptyAndAnUnreadableOneIsNot() throws Exception {
        assertThat(MavenSettings.read(directory.resolve("none"), directory, Map.of()))
                .isEqualTo(MavenSettings.EMPTY);
        assertThatThrownBy(() -> read("<settings>\n<mirrors></settings>"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("MAVEN_SETTINGS_UNREADABLE")
                .hasMessageContaining("settings.xml:2:");
    }

    @Test
    void noOtherFileIsReadThroughIt() {
        String attack = "<!DOCTYPE settings [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><settings>&x;</settings>";
        assertThatThrownBy(() -> read(attack)).isInstanceOf(Refusal.class).hasMessageContaining("DOCTYPE");
        assertThatThrownBy(() -> read(" ".repeat(2 << 20)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("1 MiB");
    }
}
