package dev.muster.agent.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Programs of the machine that the shim is started with, by absolute path. */
record Tools(Path setsid, Path setpriv, Path env) {

    private static final List<String> DIRECTORIES = List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin");

    /** Looks for them; what is missing is given where it would stand, so that a failure names it. */
    static Tools find() {
        return new Tools(find("setsid"), find("setpriv"), find("env"));
    }

    /** The first one that is missing. */
    Optional<Path> missing(boolean withSetpriv) {
        return (withSetpriv ? List.of(setsid, env, setpriv) : List.of(setsid, env))
                .stream().filter(tool -> !Files.isExecutable(tool)).findFirst();
    }

    static Path find(String name) {
        return DIRECTORIES.stream()
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("/usr/bin", name));
    }
}
