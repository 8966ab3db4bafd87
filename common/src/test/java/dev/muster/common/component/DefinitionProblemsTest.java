package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that is wrong in a definition is said at once, each with its line and what was probably meant. */
final class DefinitionProblemsTest {

    private static final String SMALL = """
            kind = small
            version = "1"
            install { home = "/usr" }
            argv = ["/bin/true"]
            probes = [{ name = up, log = up }]
            """;

    @TempDir
    private Path folder;

    @Test
    void everyProblemOfADefinitionIsReportedWithItsLine() throws IOException {
        Path bad = Path.of("src/test/resources/dev/muster/common/component/bad.conf");
        Files.copy(bad, folder.resolve("bad.conf"));
        Golden.check("bad.problems.txt", problems());
    }

    @Test
    void theSmallestDefinitionIsGood() throws IOException {
        write("small.conf", SMALL);
        assertThat(ComponentCatalog.load(List.of(folder))).isInstanceOf(CatalogLoad.Loaded.class);
    }

    @Test
    void aSyntaxErrorNamesItsLine() throws IOException {
        write("a.conf", SMALL + "directories = [a\n  }\n");
        assertThat(problems()).startsWith("a.conf:7: not HOCON: ");
    }

    @Test
    void includesAndTheEnvironmentAreRefused() throws IOException {
        write("a.conf", SMALL + "include \"/etc/passwd\"\n");
        write("b.conf", SMALL + "title = ${HOME}\n");
        assertThat(problems())
                .contains("a definition is one file; it cannot include \"/etc/passwd\"")
                .contains("b.conf:6: not HOCON: Could not resolve substitution");
    }

    @Test
    void twoDefinitionsOfOneKindOrForOneRoleAreRefused() throws IOException {
        write("a.conf", SMALL + "role = web\n");
        write("b.conf", SMALL);
        write("c.conf", SMALL.replace("= small", "= other") + "role = web\n");
        assertThat(problems())
                .contains("b.conf: a second definition of the kind \"small\"; the first is a.conf:1")
                .contains("the role \"web\" is served by \"other\" already");
    }

    @Test
    void aLaterFolderTakesTheRoleAndTheEarlierKindStays() throws IOException {
        Path later = Files.createDirectory(folder.resolve("later"));
        write("a.conf", SMALL + "role = web\n");
        Files.writeString(later.resolve("a.conf"), SMALL.replace("= small", "= other") + "role = web\n");
        ComponentCatalog catalog = FourHosts.catalog(folder, later);
        assertThat(catalog.kinds().keySet()).containsExactly("other", "small");
        assertThat(catalog.serving(FourHosts.empty().host("h", Role.MASTER).spec(), new Role("web")))
                .map(ComponentDefinition::kind)
                .contains("other");
    }

    @Test
    void linesOfALockListThatSayNothingAreReported() throws IOException {
        Path locks = Files.createDirectory(folder.resolve("locks"));
        Files.writeString(
                locks.resolve("a-1.lock"),
                "# comment\n" + "0".repeat(128) + " 5 maven:g:a:1 lib/a.jar\n" + "0".repeat(128)
                        + " 5 maven:g:a:1 ../a.jar\nnonsense\n");
        assertThat(problems()).contains("a-1.lock:3: not a line").contains("a-1.lock:4: not a line");
    }

    @Test
    void bytesThatAreNoTextAndFilesThatAreTooLargeAreReported() throws IOException {
        Files.write(folder.resolve("a.conf"), new byte[] {(byte) 0xC3, 0x28});
        Files.write(folder.resolve("b.conf"), new byte[CatalogLoader.FILE_BYTES_MAX + 1]);
        assertThat(problems()).contains("a.conf: not UTF-8").contains("b.conf: larger than");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String problems() {
        CatalogLoad load = ComponentCatalog.load(List.of(folder));
        assertThat(load).isInstanceOf(CatalogLoad.Broken.class);
        return ((CatalogLoad.Broken) load)
                .problems().stream()
                        .map(problem -> problem.toString().replace(folder + "/", ""))
                        .collect(Collectors.joining("\n", "", "\n"));
    }
}
