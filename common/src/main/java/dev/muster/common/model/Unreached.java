package dev.muster.common.model;

/**
 * A port of another host that is not reached from this one.
 *
 * @param place which
 * @param cause why, as far as this end can know it
 * @param detail the same in the system's words, in lower case
 */
public record Unreached(Place place, Cause cause, String detail) {

    /** Why a port is not reached. */
    public enum Cause {
        NAME_UNKNOWN("the name is not known there"),
        /** The trap of a Debian's 127.0.1.1. */
        NAME_IS_LOOPBACK("the name is a loopback address there"),
        /** Nothing comes back: most firewalls drop what they do not let through. */
        TIMED_OUT("timed out (a firewall?)"),
        /** Something answers for the port that it is closed: nothing listens, or a firewall that rejects. */
        REFUSED("refused (nothing listens, or a firewall rejects)"),
        NO_ROUTE("no route (routing, or a firewall rejects)"),
        /** It is another machine's, or something in between has taken the connection. */
        OTHER_ANSWERED("something else answers there"),
        FAILED("failed");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }
}
