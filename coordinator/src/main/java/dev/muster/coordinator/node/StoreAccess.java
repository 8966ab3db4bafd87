package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.store.zookeeper.EmbeddedZookeeper;
import dev.muster.coordinator.store.zookeeper.Ensemble;
import dev.muster.coordinator.store.zookeeper.EnsembleMember;
import dev.muster.coordinator.store.zookeeper.StoreServer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which ZooKeeper a coordinator runs itself: a member of its cluster's ensemble, or one just for itself. */
final class StoreAccess {

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
}
