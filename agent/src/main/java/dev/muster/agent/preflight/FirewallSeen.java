package dev.muster.agent.preflight;

import dev.muster.common.model.Firewall;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which firewall a machine seems to have, from what lies about: looking at rules needs root. */
public record FirewallSeen(Path root) {

    public Firewall look() {
        SystemFiles system = new SystemFiles(root);
        if (Files.exists(system.at("/run/firewalld")) || Files.exists(system.at("/run/firewalld.pid"))) {
            return Firewall.FIREWALLD;
        }
        if (system.lines("/etc/ufw/ufw.conf").stream()
                .anyMatch(line -> line.strip().equalsIgnoreCase("ENABLED=yes"))) {
            return Firewall.UFW;
        }
        if (Files.exists(system.at("/sys/module/ip_tables"))) {
            return Firewall.IPTABLES;
        }
        return Files.exists(system.at("/sys/module/nf_tables")) ? Firewall.NFTABLES : Firewall.UNKNOWN;
    }
}
