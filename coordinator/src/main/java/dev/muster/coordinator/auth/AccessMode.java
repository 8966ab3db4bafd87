package dev.muster.coordinator.auth;

/** Whether the HTTP interface asks who is there. */
public enum AccessMode {
    /** Every request but a public one needs a token. */
    REQUIRED,
    /** Everybody who reaches the port may see and operate the cluster; nobody may administer tokens. */
    OFF;

    /** What a setting says. */
    public enum Wish {
        /** As it is safe: off where nothing but this machine can connect, else required. */
        AUTO,
        REQUIRED,
        OFF
    }

    /**
     * The one decision about it.
     *
     * @param loopbackOnly whether all addresses that are listened on are loopback ones
     * @param insecure whether the operator has said at this start that anything goes
     */
    public static AccessMode of(Wish wish, boolean loopbackOnly, boolean insecure) {
        return switch (wish) {
            case REQUIRED -> REQUIRED;
            case OFF -> OFF;
            case AUTO -> loopbackOnly || insecure ? OFF : REQUIRED;
        };
    }
}
