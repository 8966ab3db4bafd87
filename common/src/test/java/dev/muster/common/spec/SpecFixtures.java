package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the tests of this package share: the built-in roles, the files of the corpora, and short ways to parse. */
final class SpecFixtures {

    static final Set<Role> ROLES = Set.of(Role.MASTER, Role.COMPUTE, Role.BACKEND, Role.INDEX);
    static final Path CORPUS = Path.of("src/test/resources/dev/muster/common/spec");
    static final Path EXAMPLES = Path.of("../examples");

    private SpecFixtures() {}

    static SpecResult parse(String text) {
        return parse("cluster.json", text.getBytes(StandardCharsets.UTF_8));
    }

    static SpecResult parse(String name, byte[] bytes) {
        return SpecParser.parse(name, bytes, ROLES, Set.of(Role.BACKEND, Role.INDEX));
    }

    static SpecResult parse(Path file) throws IOException {
        return parse(file.getFileName().toString(), Files.readAllBytes(file));
    }

    static ClusterSpec valid(String text) {
        SpecResult result = parse(text);
        assertThat(result).as(String.join("\n", result.text())).isInstanceOf(SpecResult.Valid.class);
        return ((SpecResult.Valid) result).spec();
    }

    static List<ProblemCode> codes(String text) {
        return parse(text).problems().stream().map(Problem::code).toList();
    }

    /** The built-in roles, and those of a definition: its text is read again by somebody who knows them. */
    static Set<Role> rolesOf(ClusterSpec spec) {
        Set<Role> roles = new TreeSet<>(ROLES);
        roles.addAll(spec.components().keySet());
        return roles;
    }

    static HostSpec host(ClusterSpec spec, String name) {
        return spec.host(HostName.of(name)).orElseThrow();
    }

    static List<Path> jsonFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".json"))
                    .filter(f -> !f.toString().endsWith(".schema.json"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        }
    }
}
