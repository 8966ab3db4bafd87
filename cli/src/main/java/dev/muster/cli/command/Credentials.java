package dev.muster.cli.command;

import dev.muster.common.secret.SecretFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The access token that is shown to a coordinator: that of {@code --token-file}, else of MUSTER_TOKEN_FILE, else the admin's of
 * a coordinator that this user runs on this machine. The last one is shown to nobody but the coordinators of its own cluster.
 */
final class Credentials {

    /** Nobody asks. */
    static final Credentials NONE = new Credentials("", Map.of());

    private static final Path LOCAL = Path.of("coordinator", "admin.token");

    private final String everywhere;
    private final Map<String, String> byAuthority;

    private Credentials(String everywhere, Map<String, String> byAuthority) {
        this.everywhere = everywhere;
        this.byAuthority = byAuthority;
    }

    static Credentials find(@Nullable Path file, Surroundings surroundings) throws CommandFailure {
        String variable = surroundings.environment().getOrDefault("MUSTER_TOKEN_FILE", "");
        Path named = file == null && !variable.isEmpty() ? Path.of(variable) : file;
        if (named != null) {
            return new Credentials(read(named), Map.of());
        }
        try {
            return ofRuns(new RunRecords(surroundings).alive());
        } catch (IOException e) {
            return NONE; // which runs there are is told elsewhere; without a token the coordinator says what helps
        }
    }

    /** The tokens that stand in the folders of these. */
    static Credentials ofRuns(List<RunRecord> runs) throws CommandFailure {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            SecretFile.Read read = SecretFile.read(run.directory().resolve(LOCAL));
            if (read instanceof SecretFile.Read.Found found) {
                String token = checked(run.directory().resolve(LOCAL), found.secret());
                run.apis().forEach(api -> tokens.putIfAbsent(api.getAuthority(), token));
            } else if (read instanceof SecretFile.Read.Refused refused) {
                throw new CommandFailure(ExitCode.NOT_ALLOWED, refused.failure());
            }
        }
        return new Credentials("", tokens);
    }

    private static String read(Path file) throws CommandFailure {
        SecretFile.Read read = SecretFile.read(file);
        if (read instanceof SecretFile.Read.Found found) {
            return checked(file, found.secret());
        }
        if (read instanceof SecretFile.Read.Refused refused) {
            throw new CommandFailure(ExitCode.NOT_ALLOWED, refused.failure());
        }
        throw CommandFailure.of(
                ExitCode.NOT_ALLOWED,
                "TOKEN_FILE_MISSING",
                "there is no file " + file,
                "Name the file with your access token: --token-file FILE, or MUSTER_TOKEN_FILE.");
    }

    /** A header of anything else would be refused by the client with the token in its message. */
    private static String checked(Path file, String token) throws CommandFailure {
        if (!token.matches("[A-Za-z0-9._~+/=-]{1,200}")) {
            throw CommandFailure.of(
                    ExitCode.NOT_ALLOWED,
                    "TOKEN_FILE_WRONG",
                    file + " has no access token",
                    "It must be the one line that 'muster access create' printed.");
        }
        return token;
    }

    /** The token for the coordinator at {@code base}; empty when there is none. */
    String of(URI base) {
        return everywhere.isEmpty() ? byAuthority.getOrDefault(base.getAuthority(), "") : everywhere;
    }
}
