package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WhyTextTest {

    private final List<Line> lines = new ArrayList<>();

    private void ask(ClusterView view, int host, String role) {
        HostView asked = view.hosts().get(host);
        lines.add(Line.of("$ muster why " + asked.name() + (role.isEmpty() ? "" : "/" + role)));
        if (role.isEmpty()) {
            lines.addAll(WhyText.of(view, asked, "muster"));
        } else {
            ComponentView component = asked.components().stream()
                    .filter(each -> each.role().value().equals(role))
                    .findFirst()
                    .orElseThrow();
            lines.addAll(WhyText.of(view, asked, component, "muster"));
        }
        lines.add(Line.EMPTY);
    }

    @Test
    void theChainEndsAtTheCause() throws IOException {
        ClusterView allHosts = Views.view(
                ClusterPhase.AWAITING_HOSTS,
                1,
                List.of(
                        Views.host("a", AgentStatus.REGISTERED, 1_000, Views.waitsFor("compute", "all hosts")),
                        Views.host("b", AgentStatus.AWAITED, 61_000, Views.absent("backend")),
                        Views.host("c", AgentStatus.AWAITED, 61_000, Views.absent("backend"))),
                List.of());
        ask(allHosts, 0, "compute");
        ask(Views.starting(), 2, "backend");
        ask(Views.starting(), 3, "backend");
        ask(Views.starting(), 2, "index");
        ask(Views.starting(), 2, "compute");
        ask(Views.gaveUp(), 3, "");
        ask(Views.degraded(), 2, "index");
        ask(Views.degraded(), 2, "");
        ask(Views.started(), 1, "");
        ask(Views.started(), 1, "backend");
        ClusterView ofRole = Views.view(
                ClusterPhase.STARTING,
                1,
                List.of(
                        Views.host("a", AgentStatus.REGISTERED, 1_000, Views.failed("master", true)),
                        Views.host("b", AgentStatus.REGISTERED, 1_000, Views.waitsFor("compute", "master"))),
                List.of());
        ask(ofRole, 1, "compute");
        ClusterView circle = Views.view(
                ClusterPhase.STARTING,
                1,
                List.of(
                        Views.host("a", AgentStatus.REGISTERED, 1_000, Views.waitsFor("master", "compute")),
                        Views.host("b", AgentStatus.REGISTERED, 1_000, Views.waitsFor("compute", "master"))),
                List.of());
        ask(circle, 1, "compute");
        ask(
                Views.view(
                        ClusterPhase.STARTING,
                        1,
                        List.of(Views.host(
                                "a",
                                AgentStatus.REGISTERED,
                                1_000,
                                Views.running("master", ComponentState.STARTING, ""))),
                        List.of()),
                0,
                "");
        ask(Views.preflight(), 0, "");
        ask(Views.preflight(), 1, "");
        Golden.check("why", lines);
        Golden.check("why-40", 40, lines);
        Golden.check("why-120", 120, lines);
    }

    @Test
    void onlyWhatIsDocumentedIsSaidToBeExplained() {
        ClusterView own = Views.view(
                ClusterPhase.STARTING,
                1,
                List.of(Views.host("a", AgentStatus.REGISTERED, 1_000, Views.absent("master"))),
                List.of(new ClusterView.Problem(
                        HostName.of("b"), null, Failure.of("OF_MY_OWN", "mine", "mend it"), 1_000)));
        ClusterView.HostView lost =
                new ClusterView.HostView(HostName.of("b"), AgentStatus.LOST, 1_000, "", 0, List.of());
        assertThat(WhyText.of(own, lost, "muster"))
                .extracting(Line::plain)
                .contains("    mine   [OF_MY_OWN]")
                .noneMatch(line -> line.contains("explain"));
    }
}
