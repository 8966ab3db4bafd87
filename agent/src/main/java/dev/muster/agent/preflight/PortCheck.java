package dev.muster.agent.preflight;

import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.LaunchPlan.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/** Whether a component will be able to listen on its port. */
final class PortCheck {

    private final SystemFiles system;

    PortCheck(SystemFiles system) {
        this.system = system;
    }

    /** @param privileged whether the component may use the ports that are reserved for root */
    Optional<Failure> check(Port port, boolean privileged) {
        String where = port.address() + ":" + port.number() + " (" + port.name() + ")";
        long portMin = new Limits(system).unprivilegedPortMin();
        if (!privileged && port.number() < portMin) {
            return Optional.of(Failure.of(
                    "PORT_RESERVED",
                    where + " is reserved for root, as which the component does not run",
                    "choose a port from " + portMin + " on, or: sudo sysctl -w net.ipv4.ip_unprivileged_port_start="
                            + port.number()));
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(port.address());
        } catch (UnknownHostException e) {
            return Optional.of(Failure.of(
                    "ADDRESS_UNKNOWN",
                    "the name " + port.address() + " of port " + port.number() + " (" + port.name() + ") is not known",
                    "try: getent hosts " + port.address()));
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of an earlier run that the kernel still buries do not matter
            socket.bind(new InetSocketAddress(address, port.number()), 1);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(failure(where, address, port, e));
        }
    }

    private Failure failure(String where, InetAddress address, Port port, IOException cause) {
        Optional<PortHolder> holder = PortHolder.find(system, address, port.number());
        if (holder.isPresent()) {
            PortHolder found = holder.get();
            return Failure.of(
                    "PORT_IN_USE",
                    where + " is in use by process " + found.pid() + " (" + found.command() + ")",
                    "stop that process (kill " + found.pid() + "), or give the component another port");
        }
        String text = String.valueOf(cause.getMessage());
        if (text.contains("Cannot assign requested address")) {
            return Failure.of(
                    "ADDRESS_NOT_LOCAL",
                    where + " cannot be listened on: this machine does not have the address " + port.address(),
                    "compare with: ip address ; then correct the host in cluster.json, or run this on the right machine");
        }
        if (text.contains("Address already in use")) {
            return Failure.of(
                    "PORT_IN_USE",
                    where + " is in use by a process of another user",
                    "find it with: sudo ss -ltnp 'sport = :" + port.number() + "'");
        }
        return Failure.of(
                "PORT_UNUSABLE", where + " cannot be listened on: " + text, "give the component another port");
    }
}
