package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Firewall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FirewallSeenTest {

    @TempDir
    Path root;

    private Firewall seen() {
        return new FirewallSeen(root).look();
    }

    @Test
    void itIsToldByWhatLiesAbout() throws IOException {
        assertThat(seen()).isEqualTo(Firewall.UNKNOWN);
        Files.createDirectories(root.resolve("sys/module/nf_tables"));
        assertThat(seen()).isEqualTo(Firewall.NFTABLES);
        Files.createDirectories(root.resolve("sys/module/ip_tables"));
        assertThat(seen()).isEqualTo(Firewall.IPTABLES);
        Path ufw = Files.createDirectories(root.resolve("etc/ufw")).resolve("ufw.conf");
        Files.writeString(ufw, "ENABLED=no\n");
        assertThat(seen()).isEqualTo(Firewall.IPTABLES);
        Files.writeString(ufw, "# a comment\nENABLED=yes\n");
        assertThat(seen()).isEqualTo(Firewall.UFW);
        Files.createDirectories(root.resolve("run/firewalld"));
        assertThat(seen()).isEqualTo(Firewall.FIREWALLD);
        assertThat(seen().opening(7000))
                .isEqualTo("sudo firewall-cmd --permanent --add-port=7000/tcp && sudo firewall-cmd --reload");
    }
}
