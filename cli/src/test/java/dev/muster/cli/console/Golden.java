package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Screens as files that a reviewer reads. {@code -Dgolden.update=true} writes them anew. */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/screens");

    private Golden() {}

    static void check(String name, List<Line> lines) throws IOException {
        String text = String.join("\n", lines.stream().map(Line::plain).toList()) + "\n";
        Path file = FOLDER.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, text);
        }
        assertThat(text)
                .as("%s; if it is meant so, run with -Dgolden.update=true", file)
                .isEqualTo(Files.readString(file));
    }
}
