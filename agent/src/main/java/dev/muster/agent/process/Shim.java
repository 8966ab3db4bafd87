package dev.muster.agent.process;

import dev.muster.common.model.plan.LaunchPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The shell script that starts a component and outlives the agent, and the command line that it is called with. */
final class Shim {

    private static final String RESOURCE = "shim.sh";
    private static final String PLAIN_NAME = "[A-Za-z_][A-Za-z0-9_]*";

    /** Variables that a shell sets by itself or lives by: they reach the component through env(1), behind the shell's back. */
    private static final Set<String> OF_THE_SHELL = Set.of(
            "PATH",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_",
            "IFS",
            "PPID",
            "OPTIND",
            "PS1",
            "PS2",
            "PS4",
            "UID",
            "EUID",
            "SHELLOPTS",
            "BASHOPTS",
            "LD_PRELOAD",
            "LD_LIBRARY_PATH");

    /** Those of them that some shell exports unasked. */
    private static final List<String> UNASKED = List.of("PATH", "PWD", "OLDPWD", "SHLVL", "_");

    private final Path script;

    private Shim(Path script) {
        this.script = script;
    }

    /** Puts the script into {@code directory}, unless the very same is there. */
    static Shim installed(Path directory) throws IOException {
        Path script = directory.resolve(RESOURCE);
        byte[] content;
        try (InputStream in = Objects.requireNonNull(Shim.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            content = in.readAllBytes();
        }
        if (!Files.isRegularFile(script) || !Arrays.equals(Files.readAllBytes(script), content)) {
            Path temporary = directory.resolve(RESOURCE + ".tmp");
            Files.write(temporary, content);
            Files.move(temporary, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return new Shim(script);
    }

    /**
     * The shim's process, to be started. The component's environment is the plan's and the marker, and nothing else.
     *
     * @param tools that the machine has
     * @param limit of the output, which the shim keeps when no agent does
     */
    ProcessBuilder command(LaunchDirectory launch, LaunchPlan plan, Marker marker, Tools tools, OutputLimit limit) {
        String output = launch.output().map(Path::toString).orElse("/dev/null");
        List<String> command = new ArrayList<>(List.of(
                tools.setsid().toString(),
                "/bin/sh",
                script.toString(),
                launch.path().toString(),
                plan.instance(),
                launch.cgroup().map(Path::toString).orElse(""),
                output,
                Long.toString(limit.bytesMax()),
                UserChange.other(plan.runAs())
                        .map(user -> user.uid() + ":" + user.gid())
                        .orElse("")));
        // Opened by the component's own user: where that one has put a symbolic link, it can write only what it may
        // write.
        command.addAll(List.of("/bin/sh", "-c", "exec >>\"$0\" 2>&1; exec \"$@\"", output));
        Map<String, String> inherited = new TreeMap<>(plan.environment());
        command.addAll(environment(tools, inherited));
        command.addAll(plan.argv());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(launch.shimLog().toFile()));
        builder.environment().clear();
        builder.environment().putAll(inherited);
        builder.environment().put(Marker.VARIABLE, marker.toString());
        return builder;
    }

    /** The call of env(1); takes what it sets out of {@code inherited}. */
    private static List<String> environment(Tools tools, Map<String, String> inherited) {
        List<String> command = new ArrayList<>(List.of(tools.env().toString()));
        List<String> assignments = new ArrayList<>();
        for (String name : UNASKED) {
            if (!inherited.containsKey(name)) {
                command.addAll(List.of("-u", name));
            }
        }
        inherited.entrySet().removeIf(variable -> {
            boolean explicit = OF_THE_SHELL.contains(variable.getKey())
                    || !variable.getKey().matches(PLAIN_NAME);
            if (explicit) {
                assignments.add(variable.getKey() + "=" + variable.getValue());
            }
            return explicit;
        });
        command.add("--");
        command.addAll(assignments);
        return command;
    }
}
