package dev.muster.cli.console;

import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Hosts down, roles across. Below {@value #COLUMNS_FOR_WORDS} columns, or when the words do not fit, a role is a letter with
 * its sign; above {@value #HOSTS_MAX} hosts the table is a summary, one line a role.
 */
final class RoleTable {

    static final int HOSTS_MAX = 12;
    private static final int COLUMNS_FOR_WORDS = 60;
    private static final int ROLE_MIN = 9;
    private static final int WORD_MIN = 8;
    private static final int NAMED_MAX = 6;

    private final Cells cells;
    private final int columns;
    private final ClusterView view;
    private final List<Role> roles;

    RoleTable(ClusterView view, Cells cells, int columns) {
        this.view = view;
        this.cells = cells;
        this.columns = columns;
        this.roles = Roles.of(view);
    }

    List<Line> lines() {
        if (view.hosts().size() > HOSTS_MAX) {
            return summary();
        }
        return columns < COLUMNS_FOR_WORDS || !wordsFit() ? letters() : words();
    }

    private boolean wordsFit() {
        int host = view.hosts().stream()
                .mapToInt(h -> h.name().value().length())
                .max()
                .orElse(0);
        return 2 + host + (roles.size() + 1) * (3 + WORD_MIN) <= columns;
    }

    private List<Line> words() {
        Grid grid = new Grid(cells.glyphs(), "  ");
        List<Line> head = new ArrayList<>(List.of(Line.of(Tone.QUIET, "HOST"), Line.of(Tone.QUIET, "AGENT")));
        roles.forEach(role -> head.add(Line.of(Tone.QUIET, role.value())));
        grid.row(head);
        for (HostView host : view.hosts()) {
            List<Line> row = new ArrayList<>(
                    List.of(Line.of(host.name().value()), cells.agent(host).line()));
            roles.forEach(role -> row.add(cell(host, role).line()));
            grid.row(row);
        }
        int[] minima = new int[2 + roles.size()];
        Arrays.fill(minima, 2, minima.length, ROLE_MIN);
        return grid.lines(columns, minima);
    }

    private List<Line> letters() {
        List<String> names = Roles.abbreviations(roles);
        Grid grid = new Grid(cells.glyphs(), "  ");
        grid.row(List.of(Line.of(Tone.QUIET, "HOST"), Line.of(Tone.QUIET, "AGENT"), Line.of(Tone.QUIET, "ROLES")));
        for (HostView host : view.hosts()) {
            Line signs = Line.EMPTY;
            for (int i = 0; i < roles.size(); i++) {
                Cells.Cell cell = cell(host, roles.get(i));
                signs = signs.plus(cell.tone(), names.get(i) + cell.sign()).plus(" ");
            }
            grid.row(List.of(Line.of(host.name().value()), cells.agent(host).line(), signs));
        }
        List<Line> lines = new ArrayList<>(grid.lines(columns));
        StringBuilder legend = new StringBuilder(" ");
        for (int i = 0; i < roles.size(); i++) {
            legend.append(' ').append(names.get(i)).append('=').append(roles.get(i));
        }
        lines.add(Line.of(Tone.QUIET, legend.toString()).clipped(columns, cells.glyphs()));
        return lines;
    }

    private Cells.Cell cell(HostView host, Role role) {
        return component(host, role).map(cells::component).orElseGet(cells::none);
    }

    private List<Line> summary() {
        Grid grid = new Grid(cells.glyphs(), "  ");
        grid.row(List.of(Line.of(Tone.QUIET, "ROLE"), Line.of(Tone.QUIET, "READY"), Line.of(Tone.QUIET, "OTHERS")));
        long ready = view.hostsReady();
        grid.row(List.of(Line.of("agents"), share(ready, view.hosts().size()), Line.of(States.ofAgents(view, cells))));
        for (Role role : roles) {
            List<ComponentView> components = view.hosts().stream()
                    .flatMap(host -> component(host, role).stream())
                    .toList();
            long joined = components.stream().filter(ComponentView::isReady).count();
            grid.row(List.of(
                    Line.of(role.value()),
                    share(joined, components.size()),
                    Line.of(States.ofComponents(components, cells))));
        }
        List<Line> lines = new ArrayList<>(grid.lines(columns, 8));
        lines.addAll(unsettledHosts());
        return lines;
    }

    private Line share(long ready, long all) {
        boolean complete = ready == all;
        return Line.of(
                complete ? Tone.GOOD : Tone.BUSY,
                (complete ? cells.glyphs().good() : cells.busySign()) + " " + ready + " of " + all);
    }

    private List<Line> unsettledHosts() {
        List<String> names = view.hosts().stream()
                .filter(host -> host.components().stream().anyMatch(c -> !Cells.isSettled(c)))
                .map(host -> host.name().value())
                .toList();
        if (names.isEmpty()) {
            return List.of();
        }
        return List.of(Line.of(Tone.QUIET, "  Not yet: " + Texts.named(names, NAMED_MAX))
                .clipped(columns, cells.glyphs()));
    }

    static Optional<ComponentView> component(HostView host, Role role) {
        return host.components().stream().filter(c -> c.role().equals(role)).findFirst();
    }
}
