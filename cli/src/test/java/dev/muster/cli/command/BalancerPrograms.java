package dev.muster.cli.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The real load balancers of this machine, where they are installed. */
public final class BalancerPrograms {

    private BalancerPrograms() {}

    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Settings by which the component definitions of the examples are known. */
    public static Path withExamples(Path folder) throws IOException {
        Path examples = Path.of("../examples/components").toAbsolutePath().normalize();
        return Files.writeString(folder.resolve("muster.conf"), "components.dir = \"" + examples + "\"\n");
    }

    /** What a program that ends by itself says, after its exit code and a blank. */
    static String run(Path output, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor() + " " + Files.readString(output);
    }
}
