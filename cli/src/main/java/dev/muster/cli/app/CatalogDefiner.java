package dev.muster.cli.app;

import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.spec.Problem;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.core.Definer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads cluster.json with the component definitions of this machine. */
final class CatalogDefiner implements Definer {

    private static final String FILE = "cluster.json";

    private final ComponentCatalog catalog;

    CatalogDefiner(ComponentCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Defined define(String text) {
        SpecResult result = SpecParser.parse(FILE, text.getBytes(StandardCharsets.UTF_8), catalog.roles());
        if (result instanceof SpecResult.Invalid invalid) {
            return new Undefined(new Failure(
                    "SPEC_INVALID",
                    "cluster.json is not valid",
                    "muster validate FILE shows where.",
                    invalid.problems().stream().map(CatalogDefiner::line).toList()));
        }
        ClusterSpec file = ((SpecResult.Valid) result).spec();
        List<Failure> problems = catalog.problems(file);
        return problems.isEmpty()
                ? definition(catalog, file)
                : new Undefined(new Failure(
                        "COMPONENTS_INVALID",
                        "the components of cluster.json cannot be run",
                        "Correct them in the file, or add a definition: docs/adding-a-component.md",
                        problems.stream()
                                .map(p -> p.message() + ". " + p.hint())
                                .toList()));
    }

    /** As {@code muster validate} says it, without the line of the file itself. */
    private static String line(Problem problem) {
        return FILE + ":" + problem.line() + ":" + problem.column() + ": "
                + (problem.isError() ? "error " : "warning ") + problem.code().id() + ": " + problem.message()
                + (problem.hint().isEmpty() ? "" : ": " + problem.hint());
    }

    /** What a valid file means. */
    static Definition definition(ComponentCatalog catalog, ClusterSpec file) {
        ClusterSpec spec = catalog.completed(file);
        SortedMap<Role, RoleRules> rules = new TreeMap<>();
        catalog.rules(spec).forEach(rule -> rules.put(rule.role(), rule));
        return new Definition(file, spec, rules);
    }
}
