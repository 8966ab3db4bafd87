package dev.muster.cli.proxy;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.util.List;
import java.util.Optional;

/**
 * The members of one role that share a backend.
 *
 * @param role that they serve
 * @param name of the backend, good in HAProxy and nginx
 * @param bind the port that users come to: the members' own, of the first of them
 * @param httpCheck path that answers with a status below 400 when a member is ready; empty to ask by connecting only
 * @param speaksHttp whether users speak HTTP there
 * @param members in the order of the file
 */
public record Pool(
        Role role, String name, int bind, Optional<String> httpCheck, boolean speaksHttp, List<Member> members) {

    public Pool {
        members = List.copyOf(members);
    }

    /**
     * One member.
     *
     * @param host its key in the file
     * @param server its name in the backend
     * @param address where it is reached: an address or a DNS name
     * @param port for users
     * @param checkPort where it is asked whether it is ready
     * @param standing as the coordinator knows it
     * @param state for people, why it stands so: {@code STARTING}; empty when it is ready or nobody was asked
     */
    public record Member(
            HostName host, String server, String address, int port, int checkPort, Standing standing, String state) {

        /** With brackets around an IPv6 address. */
        public String target(int at) {
            return HostName.parse(address).map(HostName::inUrl).orElse(address) + ":" + at;
        }

        /** A name that a resolver must find. */
        boolean isNamed() {
            return HostName.parse(address)
                    .map(name -> !name.isIpv4() && !name.isIpv6())
                    .orElse(true);
        }
    }

    /** Whether users may be sent to a member. */
    public enum Standing {
        /** No coordinator was asked. */
        UNKNOWN,
        READY,
        NOT_READY,
        /** An operator has taken it out. */
        MAINTENANCE
    }
}
