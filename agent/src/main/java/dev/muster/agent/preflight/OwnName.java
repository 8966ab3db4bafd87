package dev.muster.agent.preflight;

import dev.muster.agent.preflight.Fixes.Deed;
import dev.muster.common.model.Check.Fix;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the machine's own name its address in {@code /etc/hosts} where it is a loopback one, as Debian's 127.0.1.1.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>Only lines with the own name at a loopback address change; what they were stands in a copy beside the file, and no copy is
 *       ever written over.
 *   <li>It is offered only where there is no choice: the machine has one address that others can reach, and a file that is its own.
 *       Not a link, not mounted from elsewhere, not written anew at each boot by cloud-init.
 *   <li>Only root does it.
 * </ol>
 */
final class OwnName {

    static final String FILE = "/etc/hosts";
    static final String COPY = "/etc/hosts.before-muster";

    private static final Logger LOG = LoggerFactory.getLogger(OwnName.class);

    /** In a comment of cloud-init's, which writes the file at each boot. */
    private static final String CLOUD_INIT = "manage_etc_hosts";

    /** What cannot be anything else in a file, nor in the printed command. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    private static final long BYTES_MAX = 1 << 20;
    private static final int COPIES_MAX = 100;

    private final SystemFiles system;
    private final List<String> addresses;

    /** @param addresses of the machine that others can reach */
    OwnName(Path root, List<String> addresses) {
        this.system = new SystemFiles(root);
        this.addresses = List.copyOf(addresses);
    }

    static OwnName ofThisMachine() {
        return new OwnName(Path.of("/"), reachable());
    }

    /** Of IPv4, without loopback and what only a link knows. */
    private static List<String> reachable() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(network -> isUp(network) ? network.inetAddresses() : Stream.empty())
                    .filter(address -> address instanceof Inet4Address
                            && !address.isLoopbackAddress()
                            && !address.isLinkLocalAddress())
                    .map(InetAddress::getHostAddress)
                    .distinct()
                    .toList();
        } catch (SocketException e) {
            LOG.debug("cannot list the network interfaces", e);
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false; // it went away while we looked
        }
    }

    /** What repairs it; empty when it is left to a person (rule 2). */
    Optional<Deed> repair(String name) {
        if (!NAME.matcher(name).matches() || addresses.size() != 1 || !isOrdinary()) {
            return Optional.empty();
        }
        String address = addresses.get(0);
        return moved(name, address).map(text -> new Deed(told(name, address), () -> write(name, address)));
    }

    private Optional<String> moved(String name, String address) {
        return system.text(FILE).flatMap(text -> HostsFile.moved(text, name, address));
    }

    private boolean isOrdinary() {
        Path file = system.at(FILE);
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) <= BYTES_MAX
                    && system.lines("/proc/self/mountinfo").stream()
                            .noneMatch(mount -> mount.contains(" " + FILE + " "))
                    && !Files.readString(file).contains(CLOUD_INIT); // throws when it is no text
        } catch (IOException e) {
            LOG.debug("cannot read {}", file, e);
            return false;
        }
    }

    private static Fix told(String name, String address) {
        return new Fix(
                "gives " + name + " the address " + address + " in " + FILE
                        + " instead of a loopback one; the file as it was" + " is kept as " + COPY
                        + " (mv takes it back)",
                "sudo sed -i.before-muster -E '/^(127[.]|::1)/ s/[[:space:]]" + name.replace(".", "[.]")
                        + "([[:space:]]|$)/\\1/; $ a " + address + " " + name + "' " + FILE);
    }

    private void write(String name, String address) throws IOException {
        if (new RunAsUser(system).ownUid() != 0) {
            throw new AccessDeniedException(FILE, null, "only root writes it");
        }
        String text = moved(name, address)
                .filter(there -> isOrdinary())
                .orElseThrow(() -> new IOException(FILE + " is another one than it was when it was looked at"));
        Files.copy(system.at(FILE), freeCopy());
        Fixes.write(system.at(FILE), text);
    }

    private Path freeCopy() throws IOException {
        for (int number = 1; number <= COPIES_MAX; number++) {
            Path copy = system.at(number == 1 ? COPY : COPY + "-" + number);
            if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS)) {
                return copy;
            }
        }
        throw new IOException("there are " + COPIES_MAX + " copies like " + COPY + " already: remove some");
    }
}
