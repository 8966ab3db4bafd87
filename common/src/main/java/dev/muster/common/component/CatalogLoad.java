package dev.muster.common.component;

import java.util.List;

/** What comes of reading the folders of definitions. */
public sealed interface CatalogLoad {

    /** All definitions and lock lists are good. */
    record Loaded(ComponentCatalog catalog) implements CatalogLoad {}

    /** Some are not; nothing can be used until they are. */
    record Broken(List<DefinitionProblem> problems) implements CatalogLoad {
        public Broken {
            problems = List.copyOf(problems);
        }
    }
}
