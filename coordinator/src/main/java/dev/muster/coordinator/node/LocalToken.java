package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.engine.StartException;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.secret.SecretFile;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin's token of whoever owns this coordinator's folder, which is root or the user who started it: {@code
 * DIR/coordinator/admin.token}, of mode 600. It is made the first time that this coordinator leads, and anew when it was revoked.
 */
final class LocalToken implements AutoCloseable {

    /** Name of the file. */
    static final String NAME = "admin.token";

    private static final Logger LOG = LoggerFactory.getLogger(LocalToken.class);
    private static final int HOST_LENGTH_MAX = 58;

    private final Path file;
    private final String name;
    private final NodeAccess access;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(DaemonThreads.named("muster-access"));

    /**
     * @throws StartException when there is a file that is not to be trusted
     */
    LocalToken(Path directory, HostName host, NodeAccess access, Clock clock) throws StartException {
        this.file = directory.resolve(NAME);
        String plain = host.value().replace(':', '-');
        this.name = "local@" + plain.substring(0, Math.min(plain.length(), HOST_LENGTH_MAX));
        this.access = access;
        this.clock = clock;
        if (SecretFile.read(file) instanceof SecretFile.Read.Refused refused) {
            throw new StartException(refused.failure());
        }
    }

    /** These are who may do what: sees to it that the owner of the folder is among them. Does not block. */
    void follow(Access known) {
        try {
            thread.execute(() -> look(known));
        } catch (RejectedExecutionException e) {
            LOG.debug("closed already", e);
        }
    }

    private void look(Access known) {
        try {
            Optional<BearerToken> mine = read();
            Optional<AccessToken> stored = mine.flatMap(token -> known.find(token.id()));
            boolean over = stored.isPresent()
                    && (stored.get().isRevoked() || stored.get().isExpired(clock.wallMs()));
            if (mine.isEmpty() || over) {
                BearerToken fresh = access.make();
                SecretFile.write(file, fresh.reveal());
                LOG.info("the token of this machine's admin is in {}", file);
                add(fresh);
            } else if (stored.isEmpty()) {
                add(mine.get());
            }
        } catch (IOException e) {
            LOG.error("the token of this machine's admin cannot be kept in {}: {}", file, e.toString());
        }
    }

    private void add(BearerToken token) {
        access.add(new AccessToken(
                token.id(), token.hash(), name, new TreeSet<>(List.of(AccessRole.ADMIN)), null, clock.wallMs(), 0, 0));
    }

    private Optional<BearerToken> read() throws IOException {
        SecretFile.Read read = SecretFile.read(file);
        if (read instanceof SecretFile.Read.Refused refused) {
            Failure failure = refused.failure();
            throw new IOException(failure.message());
        }
        return read instanceof SecretFile.Read.Found found ? BearerToken.parse(found.secret()) : Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
