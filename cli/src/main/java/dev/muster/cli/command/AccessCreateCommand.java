package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster access create}. The token goes to the standard output, alone; all else to the other one. */
@Command(
        name = "create",
        header = "Make an access token; it is printed this once, alone on the standard output.",
        description = {
            "",
            "Roles: viewer (look), operator (start, stop, roll out; read the audit), definer (change the definition),",
            "admin (everything, and tokens). A token may have several.",
            "",
            "  (umask 077; muster access create --role operator --name ann > ann.token)",
            ""
        })
final class AccessCreateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(
            names = "--role",
            required = true,
            split = ",",
            paramLabel = "ROLE",
            completionCandidates = AccessRoleNames.class,
            description = "viewer, operator, definer or admin; several with commas.")
    private List<String> roles;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is, for the audit.")
    private String name;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "90d",
            converter = TimeSpan.class,
            description = "How long it is good, for example 8h or 30d; at most 366d. Default: ${DEFAULT-VALUE}.")
    private Duration expires;

    @Option(
            names = "--only-cluster",
            paramLabel = "NAME",
            description = "Good for the cluster of this name only; it must be the one that is asked.")
    private @Nullable String cluster;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    AccessCreateCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient.Answer answer = connection.open(surroundings).createToken(JsonBody.of(this::fields));
        AccessTokens.Token made = AccessTokens.one(answer);
        spec.commandLine().getOut().println(made.secret());
        PrintWriter err = spec.commandLine().getErr();
        err.println("Token " + made.id() + " of " + made.name() + " (" + made.roles() + ") is good until "
                + made.expires() + ". It is shown this once.");
        err.println("   Keep it in a file of mode 600, and use it: " + surroundings.program()
                + " status --token-file FILE   (or MUSTER_TOKEN_FILE)");
        err.println("   Take it back: " + surroundings.program() + " access revoke " + made.id());
        return ExitCode.OK.code();
    }

    private void fields(JsonGenerator to) throws IOException {
        to.writeStringField("name", name);
        to.writeArrayFieldStart("roles");
        for (String role : roles) {
            to.writeString(role);
        }
        to.writeEndArray();
        to.writeNumberField("expiresInSeconds", expires.toSeconds());
        if (cluster != null) {
            to.writeStringField("cluster", cluster);
        }
        JsonBody.reason(reason.text()).write(to);
    }
}
