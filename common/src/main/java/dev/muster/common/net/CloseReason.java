package dev.muster.common.net;

import dev.muster.common.wire.DecodeException;

/** Why a connection ended. Names are stable: they are the names of counters. */
public enum CloseReason {
    /** The other side closed it, between two frames. */
    PEER_CLOSED("the other side closed the connection"),

    /** The network or the other machine broke it: reset, unreachable, no acknowledgement. */
    BROKEN("the connection broke"),

    /** The first bytes are not Muster's: a browser, a scanner, TLS, something that grew here by mistake. */
    NOT_MUSTER("the other side does not speak Muster's protocol"),

    /** No encrypted connection came about, or it was broken: the log has what TLS says of it. */
    TLS_FAILED("no encrypted connection came about"),

    /** A Muster whose frames are not ours. */
    OTHER_FRAMING("the other side is a Muster of another framing version"),

    /** No whole first message in time. */
    FIRST_FRAME_TIMEOUT("the first message did not come in time"),

    /** A frame has begun and did not end in time. */
    SLOW_FRAME("a message came too slowly"),

    /** Closed in the middle of a frame. */
    TRUNCATED_FRAME("the connection ended in the middle of a message"),

    /** A frame that claims to be longer than is allowed. */
    OVERSIZED_FRAME("a message is longer than is allowed"),

    /** A frame whose content is no message. */
    MALFORMED_MESSAGE("a message is malformed"),

    /** A message that this side never receives, or not at this point. */
    UNEXPECTED_MESSAGE("a message came that has no place there"),

    /** Nothing was heard for longer than the lease. */
    IDLE("nothing was heard for longer than the lease"),

    /** The other side does not read what it is sent. */
    SLOW_CONSUMER("the other side does not read what it is sent"),

    /** There are as many connections as are allowed. */
    TOO_MANY_CONNECTIONS("there are too many connections"),

    /** This program has ended the session: refused, replaced, or given up. */
    ENDED_HERE("this side ended the session"),

    /** This program is ending. */
    SHUTTING_DOWN("this side is shutting down"),

    /** A programmer's error on this side; it is in the log. */
    FAILED_HERE("an error on this side, see its log");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** In words, for people. */
    public String text() {
        return text;
    }

    static CloseReason of(DecodeException.Reason reason) {
        return switch (reason) {
            case OVERSIZED_FRAME -> OVERSIZED_FRAME;
            case WRONG_DIRECTION -> UNEXPECTED_MESSAGE;
            case EMPTY_FRAME, UNKNOWN_TYPE, MALFORMED -> MALFORMED_MESSAGE;
        };
    }
}
