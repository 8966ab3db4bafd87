package dev.muster.common.model;

/** What filters the packets of a machine, as far as its agent can see it, and the command that opens a port there. */
public enum Firewall {
    FIREWALLD("sudo firewall-cmd --permanent --add-port=%d/tcp && sudo firewall-cmd --reload"),
    UFW("sudo ufw allow %d/tcp"),
    NFTABLES("sudo nft insert rule inet filter input tcp dport %d accept"),
    IPTABLES("sudo iptables -I INPUT -p tcp --dport %d -j ACCEPT"),
    /** None is seen; there may be one all the same, on the machine or on the way. */
    UNKNOWN(IPTABLES.command);

    private final String command;

    Firewall(String command) {
        this.command = command;
    }

    /** What lets connections to a port in. */
    public String opening(int port) {
        return String.format(command, port);
    }
}
