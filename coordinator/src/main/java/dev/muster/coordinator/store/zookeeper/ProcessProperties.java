package dev.muster.coordinator.store.zookeeper;

/** What ZooKeeper's server takes from the properties of the whole process only. What an operator set there stays. */
final class ProcessProperties {

    private ProcessProperties() {}

    static void set() {
        setDefault("zookeeper.4lw.commands.whitelist", "");
        setDefault("zookeeper.admin.enableServer", "false");
        // Small states: snapshots after 64 MiB of log instead of 4 GiB, log files that begin with 1 MiB instead of 64.
        setDefault("zookeeper.snapSizeLimitInKb", "65536");
        setDefault("zookeeper.preAllocSize", "1024");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
