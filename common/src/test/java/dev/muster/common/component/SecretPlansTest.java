package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import dev.muster.common.model.trust.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in plans: in files of their component, and nowhere else. */
final class SecretPlansTest {

    private static final String HOST = "192.168.1.42";
    private static final String CANARY = "canary: '1' #2 \\3 \"4\"";
    private static final String DEFINITION = """
            kind = vault
            role = backend
            version = "1"
            install { home = "/", required = [bin/sh] }
            settings { password { type = text, default = none, help = "x" }, port { type = port, default = 9, help = "x" } }
            files = [{ path = conf/a.yaml, format = yaml, content { password = "{{settings.password}}", port = "{{settings.port}}" } }
                     { path = conf/b.properties, format = properties, content { b = "{{settings.port}}" } }
                     EXTRA]
            argv = [ /bin/sh ARGUMENT ]
            environment { PATH = /bin VARIABLE }
            probes = [{ name = log, log = "PATTERN" }]
            """;

    @TempDir
    private Path folder;

    private static final class Given implements SecretSource {

        private final Map<String, String> secrets;

        Given(Map<String, String> secrets) {
            this.secrets = secrets;
        }

        @Override
        public Result given(String name) {
            String secret = secrets.get(name);
            return secret == null
                    ? new Result.Refused(SecretSource.missing(name))
                    : new Result.Found(new Secret(secret));
        }

        @Override
        public Optional<Secret> generated(String name) {
            return Optional.of(new Secret("made for " + name));
        }
    }

    private Rendering rendered(String written, String... replaced) throws IOException {
        String definition = DEFINITION;
        for (int i = 0; i < replaced.length; i += 2) {
            definition = definition.replace(replaced[i], replaced[i + 1]);
        }
        definition = definition
                .replace("EXTRA", "")
                .replace("ARGUMENT", "")
                .replace("VARIABLE", "")
                .replace("PATTERN", "ready");
        Files.writeString(folder.resolve("vault.conf"), definition);
        FourHosts four = FourHosts.in("192.168.1.").settingOfAll(Role.BACKEND, "password", written);
        return new Renderer(
                        FourHosts.catalog(FourHosts.BUILT_IN, folder),
                        four.spec(),
                        FourHosts.unformed(),
                        new Given(Map.of("db", CANARY)))
                .render(HostName.of(HOST), Role.BACKEND, FourHosts.machine());
    }

    private static Failure refusal(Rendering rendering) {
        assertThat(rendering).isInstanceOf(Rendering.Refused.class);
        return ((Rendering.Refused) rendering).failure();
    }

    @Test
    void theFileOfTheComponentHasItAndIsItsUsersAlone() throws Exception {
        Rendering.Rendered rendered = (Rendering.Rendered) rendered("@secret:db");
        RenderedFile yaml = rendered.plan().files().get(0);
        assertThat(new ObjectMapper(new YAMLFactory())
                        .readTree(yaml.content())
                        .path("password")
                        .asText())
                .isEqualTo(CANARY);
        assertThat(yaml.mode()).isEqualTo(0600);
        assertThat(rendered.plan().files().get(1).mode()).isEqualTo(0640);
    }

    @Test
    void nothingThatIsShownHasIt() throws Exception {
        Rendering.Rendered rendered = (Rendering.Rendered) rendered("@secret:db");
        assertThat(rendered.shown().files().get(0).content()).contains("***").doesNotContain("canary");
        assertThat(rendered.shown().files().get(0).mode()).isEqualTo(0600);
        assertThat(rendered.shown().hash()).isEqualTo(rendered.plan().hash());
        assertThat(rendered.toString()).contains("@secret:db").doesNotContain("canary");
    }

    @Test
    void aChangedSecretIsAChangedPlan() throws Exception {
        Rendering.Rendered first = (Rendering.Rendered) rendered("@secret:db");
        FourHosts four = FourHosts.in("192.168.1.").settingOfAll(Role.BACKEND, "password", "@secret:db");
        Rendering second = new Renderer(
                        FourHosts.catalog(FourHosts.BUILT_IN, folder),
                        four.spec(),
                        FourHosts.unformed(),
                        new Given(Map.of("db", "another")))
                .render(HostName.of(HOST), Role.BACKEND, FourHosts.machine());
        assertThat(FourHosts.plan(second).hash()).isNotEqualTo(first.plan().hash());
    }

    @Test
    void commandsEnvironmentsAndProbesAreRefusedIt() throws Exception {
        assertThat(refusal(rendered("@secret:db", "ARGUMENT", ", \"{{settings.password}}\""))
                        .message())
                .contains("a secret stands outside of files");
        assertThat(refusal(rendered("@secret:db", "VARIABLE", ", P = \"x{{settings.password}}\""))
                        .message())
                .contains("a secret stands outside of files");
        assertThat(refusal(rendered("@secret:db", "PATTERN", "{{settings.password}}"))
                        .message())
                .contains("a secret stands outside of files");
        assertThat(refusal(rendered("@secret:db", "VARIABLE", ", P = \"{{cluster.secrets.x}}\""))
                        .message())
                .contains("a secret stands outside of files");
        // A value that is said in the file is no secret.
        assertThat(rendered("plain", "ARGUMENT", ", \"{{settings.password}}\"")).isInstanceOf(Rendering.Rendered.class);
    }

    @Test
    void oneComponentIsNotToldTheSecretsOfAnothersSettings() throws Exception {
        String extra = "{ path = conf/c, format = text, content = \"{{#others}}{{settings.password}}{{/others}}\" }";
        assertThat(refusal(rendered("@secret:db", "EXTRA", extra)).code()).isEqualTo("DEFINITION_UNUSABLE");
    }

    @Test
    void oneThatIsMissingIsNamedWithTheCommandThatGivesIt() throws Exception {
        Failure failure = refusal(rendered("@secret:nobody"));
        assertThat(failure.code()).isEqualTo("SECRET_MISSING");
        assertThat(failure.hint()).contains("muster secret set nobody");
    }

    @Test
    void aMalformedReferenceIsAWrongSetting() throws Exception {
        assertThat(refusal(rendered("@secret:")).code()).isEqualTo("SETTING_INVALID");
        assertThat(refusal(rendered("@secret:../x")).code()).isEqualTo("SETTING_INVALID");
    }

    @Test
    void aGeneratedOneIsTheSameEverywhereItsNameIs() throws Exception {
        String extra = "{ path = conf/c, format = text, when = cluster.secure, content = \"{{cluster.secrets.x}}\" }";
        Rendering.Rendered rendered = (Rendering.Rendered) rendered("plain", "EXTRA", extra);
        assertThat(rendered.plan().files().get(2).content()).isEqualTo("made for x");
        assertThat(rendered.shown().files().get(2).content()).isEqualTo("***");
    }
}
