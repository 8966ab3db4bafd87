package dev.muster.cli.app;

import dev.muster.cli.console.Guidance;
import dev.muster.common.model.Failure;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.net.ConnectFailure;

/**
 * Why the coordinator is not reached, in words of the one who waits here, with what to do next: the commands of a hint stand on
 * lines of their own. Pure. The codes are documented in docs/failures.md.
 */
final class Unreached {

    private static final String COMMAND = "\n   ";

    private final ClusterSpec spec;
    private final Guidance guidance;
    private final int agentsPort;

    Unreached(ClusterSpec spec, Guidance guidance, int agentsPort) {
        this.spec = spec;
        this.guidance = guidance;
        this.agentsPort = agentsPort;
    }

    Failure explained(ConnectFailure failure) {
        Failure refusal = failure.refusal();
        if (refusal != null) {
            return Failure.of(refusal.code(), failure.detail(), refusal.hint());
        }
        String host = failure.host();
        return switch (failure.cause()) {
            case UNRESOLVED ->
                Failure.of(
                        "COORDINATOR_UNRESOLVED",
                        failure.detail(),
                        "This machine does not know the name. Add it to DNS or /etc/hosts, or give the host an \"address\" in"
                                + " cluster.json." + COMMAND + "getent hosts " + host);
            case NO_ROUTE ->
                Failure.of(
                        "COORDINATOR_NO_ROUTE",
                        failure.detail(),
                        "The machine is off, or the network does not lead there." + COMMAND + "ip route get " + host);
            case REFUSED ->
                Failure.of(
                        "COORDINATOR_REFUSED",
                        failure.detail(),
                        "The machine is up but muster does not listen there. On it run:" + command(host)
                                + "\nTrying again; starting the hosts in any order is fine.");
            case TIMEOUT ->
                Failure.of(
                        "COORDINATOR_TIMEOUT",
                        failure.detail(),
                        "The machine is off, or a firewall drops the packets: port " + agentsPort
                                + " must be open from here." + COMMAND + "nc -vz " + host + " " + agentsPort);
            case TLS ->
                Failure.of(
                        "COORDINATOR_TLS",
                        failure.detail(),
                        "One side does not trust the other's certificate, or one of them does without. The coordinator's screen"
                                + " and its muster.log say more; compare the clocks (date -u). On the coordinator's host, who"
                                + " has joined:" + COMMAND + guidance.command("cert list"));
            case OTHER -> Failure.of("COORDINATOR_OTHER", failure.detail(), "See muster.log of this host.");
        };
    }

    /** The start of the host that is reached at {@code reachableAt}; hosts are started by their name. */
    private String command(String reachableAt) {
        return spec.hosts().values().stream()
                .filter(host -> host.reachableAt().equals(reachableAt))
                .map(HostSpec::name)
                .findFirst()
                .map(name -> guidance.clusterArgument().isEmpty() ? "" : COMMAND + guidance.startCommand(name))
                .orElse("");
    }
}
