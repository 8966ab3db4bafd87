package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example of a component of one's own, which is no JVM: it comes up and answers. */
class WebExampleIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = OpenFolder.create();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        Leftovers.end(folder);
        OpenFolder.delete(folder);
    }

    @Test
    void bothHostsServeTheirPageWithTheSettingsOfTheFile() throws Exception {
        assumeTrue(Files.isExecutable(PYTHON), "skipped: the example serves its pages with " + PYTHON);
        String definitions = MusterProcess.root().resolve("examples/components").toString();
        try (MusterProcess muster = MusterProcess.start(
                folder,
                Map.of("MUSTER_COMPONENTS_DIR", definitions),
                "try",
                "examples/web.json",
                "--dir",
                folder.resolve("try").toString())) {
            String second =
                    muster.await("192[.]168[.]1[.]41 -> (127[.0-9]+)", LIMIT).group(1);
            String first =
                    muster.await(" Web +(http://127[.0-9]+:8000/)", LIMIT).group(1);
            assertThat(page(first)).contains("Good day.").contains("one of 2");
            assertThat(page("http://" + second + ":8001/"))
                    .contains("Good day.")
                    .contains("Served by " + second);
            String coordinator = first.replace(":8000", ":7480");
            try (MusterProcess doctor = MusterProcess.start(folder, "doctor", second, "-C", coordinator)) {
                doctor.await("1 port of 1 host reached", LIMIT);
                assertThat(doctor.awaitExit(LIMIT)).isZero();
            }
            muster.signal("INT");
            assertThat(muster.awaitExit(LIMIT)).isEqualTo(130);
            assertThat(muster.output()).contains("Data and logs are kept: " + folder.resolve("try"));
        }
        assertThat(Leftovers.of(folder)).isEmpty();
    }

    private static String page(String url) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(LIMIT).build();
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
