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
        // Votes that got lost are sent again after a second at most. ZooKeeper's own pause doubles up to a minute, and
        // a
        // single lost vote, which a closing connection can swallow, then costs the sum of the pauses so far.
        setDefault("zookeeper.fastleader.maxNotificationInterval", "1000");
        // A member that believes to lead waits initLimit (15 s) for those who voted for it, even when they tell that
        // they
        // are voting again. From now on such a word ends its waiting after two seconds.
        setDefault("zookeeper.leader.maxTimeToWaitForEpoch", "2000");
        // A vote to a machine that is gone holds up the votes behind it for this long.
        setDefault("zookeeper.cnxTimeout", "2000");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
