package dev.muster.cli.command;

import dev.muster.common.component.CatalogLoad;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.settings.SettingsLoader;
import dev.muster.common.settings.SettingsResult;
import dev.muster.common.settings.SettingsSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The settings and the component definitions of this machine, or every problem with them and exit code 3. */
public final class Definitions {

    private Definitions() {}

    /** The settings of this process under {@code flags}. */
    public static MusterSettings settings(Map<String, String> flags, Optional<Path> config) throws CommandFailure {
        return loaded(flags, config).settings();
    }

    /** The same, with where each of them comes from. */
    static SettingsResult.Loaded loaded(Map<String, String> flags, Optional<Path> config) throws CommandFailure {
        SettingsResult result = SettingsLoader.load(SettingsSources.ofProcess(flags, config));
        if (result instanceof SettingsResult.Invalid invalid) {
            throw CommandFailure.text(ExitCode.INVALID, "INVALID_SETTINGS", words(invalid.problems()));
        }
        return (SettingsResult.Loaded) result;
    }

    /** The definitions: built in, then the user's own. */
    public static ComponentCatalog catalog(Surroundings surroundings, MusterSettings settings) throws CommandFailure {
        List<Path> folders = new ArrayList<>(List.of(surroundings.home().resolve("components")));
        folders.addAll(settings.components().dir());
        CatalogLoad load = ComponentCatalog.load(folders);
        if (load instanceof CatalogLoad.Broken broken) {
            List<String> text = new ArrayList<>();
            broken.problems()
                    .forEach(problem -> text.addAll(problem.toString().lines().toList()));
            throw CommandFailure.text(ExitCode.INVALID, "INVALID_DEFINITIONS", text);
        }
        return ((CatalogLoad.Loaded) load).catalog();
    }

    /** The same with every role served by {@code kind}, when one is named. */
    public static ComponentCatalog servedBy(ComponentCatalog catalog, @Nullable String kind) throws CommandFailure {
        if (kind == null) {
            return catalog;
        }
        if (!catalog.kinds().containsKey(kind)) {
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "KIND_UNKNOWN",
                    "there is no kind of component \"" + kind + "\"",
                    "There are: " + String.join(", ", catalog.kinds().keySet()));
        }
        return catalog.withEveryRoleServedBy(kind);
    }

    /** Roles that a definition serves; cluster.json may declare more. */
    static Set<Role> roles(Surroundings surroundings) throws CommandFailure {
        return catalog(surroundings, settings(Map.of(), Optional.empty())).roles();
    }

    private static List<String> words(List<Failure> problems) {
        List<String> text = new ArrayList<>();
        for (Failure problem : problems) {
            text.add("error: " + problem.message());
            problem.hint().lines().forEach(hint -> text.add("   " + hint));
        }
        return text;
    }
}
