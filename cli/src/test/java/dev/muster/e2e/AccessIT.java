package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster that asks for tokens: its owner needs no set-up, others need one, and all of it is written down. */
class AccessIT {

    private static final int NOT_ALLOWED = 7;
    private static final Pattern TOKEN = Pattern.compile("muster_([a-z0-9]{10})_[A-Za-z0-9_-]{43}");

    private LoopbackCluster cluster;
    private String coordinator;
    private Path otherUser;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks();
        cluster.define("{\"A.1\": {\"master\": true, \"compute\": true}}");
        coordinator = "http://" + cluster.address(1) + ":7480/";
        otherUser = Files.createDirectories(cluster.folder().resolve("other"));
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    private void asOther(int exit, String says, String... arguments) throws IOException {
        assertThat(MusterProcess.run(otherUser, exit, arguments)).contains(says);
    }

    @Test
    void theOwnerIsAdminOthersNeedATokenAndARevokedOneIsOfNoUse() throws IOException {
        Path settings = Files.writeString(cluster.folder().resolve("muster.conf"), "http.auth = required\n");
        try (MusterProcess host =
                MusterProcess.start(cluster.folder(), cluster.arguments(1, "--config", settings.toString()))) {
            cluster.awaitState("STARTED");
            asOther(NOT_ALLOWED, "this needs an access token", "status", "-C", coordinator);
            String made = cluster.run(0, "access", "create", "--role", "viewer", "--name", "ann", "-m", "she asked");
            Matcher token = TOKEN.matcher(made);
            assertThat(token.find()).isTrue();
            Path file = Files.writeString(otherUser.resolve("ann.token"), token.group() + "\n");
            asOther(NOT_ALLOWED, "may be read by others", "status", "-C", coordinator, "--token-file", file.toString());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            asOther(0, "STARTED", "status", "-C", coordinator, "--token-file", file.toString());
            asOther(
                    NOT_ALLOWED,
                    "operator",
                    "stop",
                    "--yes",
                    "-h",
                    cluster.address(1),
                    "-C",
                    coordinator,
                    "--token-file",
                    file.toString());
            cluster.run(0, "access", "revoke", token.group(1));
            asOther(NOT_ALLOWED, "was revoked", "status", "-C", coordinator, "--token-file", file.toString());
            assertThat(cluster.run(0, "access", "list")).contains("local@" + cluster.address(1), "ann", "revoked");
            assertThat(cluster.run(0, "audit"))
                    .contains("lead.take", "access.create", "she asked", "TOKEN_MISSING", "FORBIDDEN", "TOKEN_REVOKED");
            assertThat(cluster.run(0, "audit", "verify")).contains("whole");
            cluster.run(0, "stop", "--yes", "-m", "the end");
            assertThat(host.awaitExit(LIMIT)).isZero();
        }
        Path folder = Path.of(cluster.directory(1)).resolve("coordinator");
        assertThat(Files.readString(folder.resolve("audit.log")))
                .contains("cluster.stop", "the end")
                .doesNotContain("muster_");
        assertThat(MusterProcess.run(otherUser, 0, "audit", "verify", "--file", folder.toString()))
                .contains("whole");
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }
}
