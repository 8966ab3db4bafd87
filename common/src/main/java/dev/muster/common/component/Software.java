package dev.muster.common.component;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.AgentFacts.JavaHome;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.Install.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The software one component runs with.
 *
 * @param version that runs
 * @param install where it comes from
 * @param java that runs it; null when it needs none
 * @param origins why these
 */
record Software(String version, Install install, @Nullable JavaHome java, List<ValueOrigin> origins) {

    private static final int HASH_LENGTH = 12;

    /** @throws CannotRender when there is no such version, or no Java for it */
    static Software choose(
            ComponentCatalog catalog,
            ComponentDefinition definition,
            String wantedVersion,
            ResolvedSettings settings,
            AgentFacts machine) {
        String version = settings.text(StandardSettings.VERSION).orElse(wantedVersion);
        List<ValueOrigin> origins = new ArrayList<>();
        Install install = install(catalog, definition, version, settings, machine);
        origins.add(new ValueOrigin("version", version, definition.identity().origin()));
        origins.add(new ValueOrigin("home", install.home(), homeOrigin(install, settings)));
        JavaHome java = definition.identity().java() == null
                ? null
                : java(definition, definition.identity().java(), settings, machine);
        if (java != null) {
            origins.add(new ValueOrigin("java", java.path(), "Java " + java.full() + " on the host"));
        }
        return new Software(version, install, java, origins);
    }

    private static String homeOrigin(Install install, ResolvedSettings settings) {
        if (settings.text(StandardSettings.HOME).isPresent()) {
            return "setting \"home\"";
        }
        return install instanceof Install.Assembled assembled
                ? assembled.items().size() + " downloads, verified"
                : "definition";
    }

    private static Install install(
            ComponentCatalog catalog,
            ComponentDefinition definition,
            String version,
            ResolvedSettings settings,
            AgentFacts machine) {
        InstallSource source = definition.install();
        Optional<String> home = settings.text(StandardSettings.HOME).or(() -> Optional.ofNullable(source.home()));
        if (home.isPresent()) {
            return new Install.ExistingHome(home.get(), source.required());
        }
        List<Item> items = new ArrayList<>(source.items());
        if (source.lock() != null) {
            items.addAll(locked(catalog, definition, source.lock(), version).items());
        } else if (!version.equals(definition.identity().version())) {
            throw new CannotRender(versionUnknown(
                    definition, version, List.of(definition.identity().version())));
        }
        if (items.isEmpty()) {
            throw new CannotRender(Failure.of(
                    "HOME_NEEDED",
                    definition.kind() + " is not downloaded; it runs from an existing installation",
                    "set \"home\" to it in cluster.json"));
        }
        String name = source.lock() == null ? definition.kind() : source.lock();
        String folder = name + "-" + version + "-" + hash(items);
        return new Install.Assembled(machine.storeDirectory() + "/homes/" + folder, items);
    }

    private static LockList locked(
            ComponentCatalog catalog, ComponentDefinition definition, String lock, String version) {
        return catalog.lock(lock, version)
                .orElseThrow(() -> new CannotRender(versionUnknown(definition, version, catalog.lockedVersions(lock))));
    }

    private static Failure versionUnknown(ComponentDefinition definition, String version, List<String> known) {
        return Failure.of(
                "VERSION_UNKNOWN",
                "there is no lock list for " + definition.kind() + " " + version,
                (known.isEmpty() ? "" : "there are: " + String.join(", ", known) + "; ")
                        + "or set \"home\" to an installation of that version");
    }

    private static String hash(List<Item> items) {
        Digest digest = new Digest();
        digest.items(items);
        return digest.hex().substring(0, HASH_LENGTH);
    }

    private static JavaHome java(
            ComponentDefinition definition, JavaRange range, ResolvedSettings settings, AgentFacts machine) {
        Optional<String> wanted = settings.text(StandardSettings.JAVA);
        if (wanted.isEmpty()) {
            return range.choose(machine.javas()).orElseThrow(() -> noJava(definition, range.toString(), machine));
        }
        if (wanted.get().startsWith("/")) {
            return pinned(definition, range, wanted.get(), machine);
        }
        return machine.javas().stream()
                .filter(java -> range.accepts(java.feature()) && wanted.get().equals(Integer.toString(java.feature())))
                .findFirst()
                .orElseThrow(() -> noJava(definition, "Java " + wanted.get() + " (within " + range + ")", machine));
    }

    /** A home that the agent did not find by itself is trusted to be of the lowest release that the component works with. */
    private static JavaHome pinned(ComponentDefinition definition, JavaRange range, String path, AgentFacts machine) {
        JavaHome home = machine.javas().stream()
                .filter(java -> java.path().equals(path))
                .findFirst()
                .orElse(new JavaHome(path, range.min(), "of the setting \"java\""));
        if (!range.accepts(home.feature())) {
            throw noJava(definition, range + ", but the setting \"java\" names Java " + home.feature(), machine);
        }
        return home;
    }

    private static CannotRender noJava(ComponentDefinition definition, String needed, AgentFacts machine) {
        List<String> there = machine.javas().stream()
                .map(java -> java.path() + "  (Java " + java.full() + ")")
                .toList();
        String list = there.isEmpty() ? "there is none" : "there are only the ones below";
        return new CannotRender(new Failure(
                "JAVA_NOT_FOUND",
                definition.identity().title() + " needs " + needed + " on this host; " + list,
                "install one, or name its home with the setting \"java\"",
                there));
    }
}
