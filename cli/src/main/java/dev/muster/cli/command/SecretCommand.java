package dev.muster.cli.command;

import dev.muster.common.component.SecretReference;
import dev.muster.common.component.SecretSource;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.secret.SecretFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster secret}: what components must know and nobody may see. */
@Command(
        name = "secret",
        header = "Secrets of components: set, list, remove, generated.",
        description = {
            "",
            "On the machine of each coordinator, by the user that runs it. A setting of a component in cluster.json refers to one as",
            "\"@secret:NAME\". They count when the coordinator is started the next time.",
            ""
        })
final class SecretCommand implements Runnable {

    private static final int BYTES_MAX = 4000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    private final Surroundings surroundings;

    SecretCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(name = "set", description = "Keep a secret: one line, read from standard input.")
    int set(@Mixin TrustFolder folder, @Parameters(paramLabel = "NAME", description = "Its name.") String name)
            throws CommandFailure {
        check(name);
        SecretFolder secrets = folder(folder);
        try {
            secrets.keep(name, line(System.in.readNBytes(BYTES_MAX + 1)));
        } catch (IOException e) {
            throw failed(e);
        }
        spec.commandLine()
                .getErr()
                .println("secret " + name
                        + " is kept. Set it on every coordinator host; it counts at their next start.");
        return ExitCode.OK.code();
    }

    @Command(name = "list", description = "Show the names of the secrets on this machine.")
    int list(@Mixin TrustFolder folder) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        try {
            folder(folder).names().forEach(out::println);
        } catch (IOException e) {
            throw failed(e);
        }
        return ExitCode.OK.code();
    }

    @Command(name = "remove", description = "Take a secret away from this machine.")
    int remove(@Mixin TrustFolder folder, @Parameters(paramLabel = "NAME", description = "Its name.") String name)
            throws CommandFailure {
        check(name);
        try {
            if (!folder(folder).remove(name)) {
                throw CommandFailure.of(
                        ExitCode.FAILED,
                        "SECRET_UNKNOWN",
                        "there is no secret " + name + " on this machine",
                        "muster secret list shows those that there are.");
            }
        } catch (IOException e) {
            throw failed(e);
        }
        spec.commandLine().getErr().println("secret " + name + " is removed; running components keep it");
        return ExitCode.OK.code();
    }

    @Command(
            name = "generated",
            description =
                    "Print a secret that the cluster has made itself, for its users: spark, for spark.authenticate.secret.")
    int generated(
            @Mixin TrustFolder folder,
            @Parameters(paramLabel = "NAME", description = "cluster.secrets.NAME of the definition.") String name)
            throws CommandFailure {
        check(name);
        spec.commandLine()
                .getOut()
                .println(folder.load(folder.authority(surroundings))
                        .derived(SecretSource.purpose(name))
                        .reveal());
        return ExitCode.OK.code();
    }

    private SecretFolder folder(TrustFolder folder) throws CommandFailure {
        Path authority = folder.authority(surroundings).toAbsolutePath();
        return new SecretFolder(authority.resolveSibling("."));
    }

    private static void check(String name) throws CommandFailure {
        if (!SecretReference.isName(name)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "BAD_SECRET_NAME",
                    "\"" + name + "\" is no name of a secret",
                    "Lower-case letters, digits, dots and dashes, at most 63, a letter first.");
        }
    }

    private static Secret line(byte[] read) throws CommandFailure {
        List<String> lines = new String(read, StandardCharsets.UTF_8).lines().toList();
        if (read.length > BYTES_MAX || lines.size() != 1 || lines.get(0).isBlank()) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "BAD_SECRET",
                    "standard input has " + (lines.isEmpty() ? "nothing" : "more than one line, or too long a one"),
                    "Give one line of at most " + BYTES_MAX + " bytes: muster secret set NAME < FILE");
        }
        return new Secret(lines.get(0).strip());
    }

    private static CommandFailure failed(IOException e) {
        return CommandFailure.of(
                ExitCode.FAILED,
                "SECRETS_UNREADABLE",
                "the secrets on this machine cannot be used: " + e,
                "Run this as the user that runs the coordinator.");
    }
}
