package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.CORPUS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file {@code bad/NAME.json} is refused, or warned of, with exactly the text in {@code bad/NAME.txt} (faults J1, J2). To add
 * one, write the .json and run this test with {@code -Dgolden.write=true}; then read the .txt as the operator would.
 */
final class BadFilesTest {

    private static final Path BAD = CORPUS.resolve("bad");

    static List<Path> badFiles() throws IOException {
        return SpecFixtures.jsonFiles(BAD);
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void saysExactlyWhatItAlwaysSaid(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path golden = BAD.resolve(name.replace(".json", ".txt"));

        String text = String.join("\n", SpecFixtures.parse(file).text()) + "\n";

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
        assertThat(text).matches("[\\x20-\\x7e\n]+");
    }

    @Test
    void thereAreAtLeastTwoHundredAndEveryCodeIsAmongThem() throws IOException {
        Set<ProblemCode> seen = EnumSet.noneOf(ProblemCode.class);
        for (Path file : badFiles()) {
            SpecFixtures.parse(file).problems().forEach(p -> seen.add(p.code()));
        }

        assertThat(badFiles()).hasSizeGreaterThanOrEqualTo(200);
        Set<ProblemCode> missing = EnumSet.complementOf(EnumSet.copyOf(seen));
        assertThat(missing).containsExactlyInAnyOrder(ProblemCode.TOO_LARGE, ProblemCode.TOO_MUCH);
    }

    @Test
    void noGoldenTextIsLeftWithoutItsFile() throws IOException {
        try (Stream<Path> files = Files.list(BAD)) {
            List<String> lost = files.map(Path::toString)
                    .filter(f -> f.endsWith(".txt"))
                    .filter(f -> !Files.exists(Path.of(f.replace(".txt", ".json"))))
                    .toList();
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void everyCodeIsDocumented() throws IOException {
        String documented = Files.readString(Path.of("../docs/problems.md"));

        assertThat(Arrays.stream(ProblemCode.values()).map(ProblemCode::id))
                .allSatisfy(id -> assertThat(documented).contains("| " + id + " |"))
                .doesNotHaveDuplicates();
    }
}
