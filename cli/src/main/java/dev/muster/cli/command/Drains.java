package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.util.List;

/** How far members are that maintenance takes out of their balancer, of schema {@code muster/restraints/1}. */
final class Drains {

    private static final String OUT = "OUT";

    private Drains() {}

    /** One line each. */
    static List<String> lines(JsonTree restraints) {
        return restraints.get("drained").list().stream().map(Drains::line).toList();
    }

    private static String line(JsonTree member) {
        String words =
                switch (member.get("state").text()) {
                    case "LEAVING" -> "is being taken out of its balancer";
                    case OUT -> "is out of its balancer: no users are sent there";
                    case "RETURNING" -> "is being put back into its balancer";
                    default -> "stands to its balancer: " + HoldTable.text(member, "state");
                };
        return HoldTable.text(member, "host") + "/" + HoldTable.text(member, "role") + " " + words;
    }

    /**
     * Why users may still be sent to {@code host}; empty when none are.
     *
     * @throws CommandFailure when nobody wants that
     */
    static String missing(JsonTree restraints, HostName host) throws CommandFailure {
        boolean isWanted = restraints.get("maintenance").list().stream()
                .anyMatch(each -> isOf(each, host) && each.get("drain").isTrue());
        if (!isWanted) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "NOT_DRAINED",
                    host + " is not in maintenance with --drain",
                    "muster maintenance begin " + host + " --drain --for 2h -m REASON");
        }
        return restraints.get("drained").list().stream()
                .filter(each -> isOf(each, host) && !each.get("state").text().equals(OUT))
                .findFirst()
                .map(Drains::line)
                .orElse("");
    }

    private static boolean isOf(JsonTree each, HostName host) {
        return each.get("host").text().equals(host.value());
    }
}
