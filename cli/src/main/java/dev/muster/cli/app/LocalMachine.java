package dev.muster.cli.app;

import dev.muster.common.model.HostName;
import dev.muster.common.spec.HostMatch.Machine;
import dev.muster.common.spec.HostMatch.NetworkAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses and names that this machine has. */
final class LocalMachine {

    private LocalMachine() {}

    /** Looks at the interfaces; what cannot be read is left out, because a wrong guess is worse than none. */
    static Machine look() {
        List<NetworkAddress> addresses = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try {
            for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                for (InetAddress address : Collections.list(device.getInetAddresses())) {
                    String text = address.getHostAddress().replaceFirst("%.*", "");
                    HostName.parse(text).ifPresent(name -> addresses.add(new NetworkAddress(name, device.getName())));
                }
            }
            names.add(InetAddress.getLocalHost().getHostName());
        } catch (IOException e) {
            // no name, or no interface that can be read: -h says which host this is
        }
        return new Machine(addresses, names);
    }
}
