package dev.muster.common.net;

/** What arrived is not acceptable, and the connection must end. Has no stack trace: it is no error of this program. */
final class RejectedException extends Exception {

    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    RejectedException(CloseReason reason, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
