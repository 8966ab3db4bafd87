package dev.muster.coordinator.node;

import dev.muster.common.engine.StartException;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.secret.SecretFile;
import dev.muster.common.security.Keys;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.store.zookeeper.EmbeddedZookeeper;
import dev.muster.coordinator.store.zookeeper.Ensemble;
import dev.muster.coordinator.store.zookeeper.EnsembleMember;
import dev.muster.coordinator.store.zookeeper.StoreLogin;
import dev.muster.coordinator.store.zookeeper.StoreLogin.Password;
import dev.muster.coordinator.store.zookeeper.StoreServer;
import dev.muster.coordinator.store.zookeeper.StoreTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which ZooKeeper a coordinator runs itself, a member of its cluster's ensemble or one just for itself, and what a store is shown. */
final class StoreAccess {

    private static final String USER = "muster";

    private StoreAccess() {}

    /** Starts the server of this process, for a cluster that does not use an existing ensemble. */
    static StoreServer.Start serve(
            MusterSettings.Store settings,
            Path directory,
            ClusterSpec spec,
            HostName self,
            @Nullable LinkSecurity security,
            Consumer<Failure> broken) {
        Path data = directory.resolve("store");
        if (spec.coordinators().size() == 1) {
            return EmbeddedZookeeper.start(data, self, settings.port(), broken);
        }
        Ensemble ensemble = Ensemble.of(spec, settings.ensemble());
        return EnsembleMember.start(data, ensemble, self, security == null ? null : security.credentials(), broken);
    }

    /**
     * What the server of this process is shown. The coordinators of a cluster with certificates derive one password from its
     * authority, which each of them has. A single coordinator without certificates makes one and keeps it beside the data that it
     * opens. Several without certificates share no secret.
     *
     * @param directory of the coordinator; the store's folder is in it
     */
    static StoreLogin toOwn(Path directory, ClusterSpec spec, @Nullable LinkSecurity security) throws StartException {
        boolean isSingle = spec.coordinators().size() == 1;
        List<Password> passwords = new ArrayList<>();
        if (security != null) {
            passwords.add(derived(security));
        }
        Path file = directory.resolve("store").resolve("secret");
        if (Files.exists(file)) {
            passwords.add(password(file));
        } else if (isSingle && security == null) {
            passwords.add(made(file));
        }
        StoreTls tls = isSingle || security == null
                ? null
                : StoreTls.of(security.credentials(), directory.resolve("store-tls"));
        return new StoreLogin(passwords, tls, false);
    }

    /** What an ensemble is shown that others run. */
    static StoreLogin toOthers(MusterSettings.Store settings, @Nullable LinkSecurity security) throws StartException {
        MusterSettings.Store.Login login = settings.login();
        List<Password> passwords = new ArrayList<>();
        if (!login.passwordFile().isEmpty()) {
            passwords.add(password(Path.of(login.passwordFile())));
        }
        if (security != null) {
            passwords.add(derived(security));
        }
        StoreTls tls = null;
        if (!login.keysFile().isEmpty()) {
            Path keys = Path.of(login.keysFile());
            check(SecretFile.objectionTo(keys));
            tls = StoreTls.of(keys, Path.of(login.trustFile()));
        }
        return new StoreLogin(passwords, tls, true);
    }

    private static Password derived(LinkSecurity security) {
        return new Password(USER, security.derived().apply("muster store"));
    }

    private static Password made(Path file) throws StartException {
        Password made = new Password(USER, Keys.random(new SecureRandom()));
        try {
            SecretFile.write(file, USER + ":" + made.secret().reveal());
            return made;
        } catch (IOException e) {
            throw new StartException(Failure.of(
                    "STORE_BROKEN",
                    "the store's password cannot be kept in " + file + ": " + e,
                    "check that the disk has room and the folder belongs to you"));
        }
    }

    private static Password password(Path file) throws StartException {
        SecretFile.Read read = SecretFile.read(file);
        if (read instanceof SecretFile.Read.Found found) {
            Password password = Password.parse(found.secret());
            if (password != null) {
                return password;
            }
        }
        throw new StartException(
                read instanceof SecretFile.Read.Refused refused
                        ? refused.failure()
                        : Failure.of(
                                "STORE_PASSWORD_MALFORMED",
                                "what is in " + file + " is not of the form USER:PASSWORD",
                                "Write one such line, mode 600; or see store.login.password-file in muster.conf."));
    }

    private static void check(Optional<Failure> objection) throws StartException {
        if (objection.isPresent()) {
            throw new StartException(objection.get());
        }
    }
}
