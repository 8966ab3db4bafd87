package dev.muster.common.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads folders of definitions: {@code *.conf} in each, {@code *.lock} in its folder {@code locks}. */
final class CatalogLoader {

    /** Neither a definition nor a lock list is larger. */
    static final int FILE_BYTES_MAX = 2 * 1024 * 1024;

    static final int FILES_MAX = 1000;

    private final List<DefinitionProblem> problems = new ArrayList<>();
    private final Map<String, ComponentDefinition> kinds = new TreeMap<>();
    private final Map<String, LockList> locks = new TreeMap<>();

    /** A kind of a later folder replaces the kind of the same name of an earlier one; within a folder, names are unique. */
    CatalogLoad load(List<Path> folders) {
        for (Path folder : folders) {
            Map<String, ComponentDefinition> own = new TreeMap<>();
            files(folder, ".conf").forEach(file -> definition(file, own));
            files(folder.resolve("locks"), ".lock").forEach(this::lock);
            oneKindForARole(own);
            own.values().forEach(definition -> replaceEarlier(definition));
            kinds.putAll(own);
        }
        return problems.isEmpty()
                ? new CatalogLoad.Loaded(new ComponentCatalog(kinds, locks))
                : new CatalogLoad.Broken(problems);
    }

    private void definition(Path file, Map<String, ComponentDefinition> own) {
        Problems found = new Problems(file.toString());
        Optional<ComponentDefinition> definition = read(file, found)
                .flatMap(text -> new DefinitionReader(found).read(String.valueOf(file.getFileName()), text));
        problems.addAll(found.list());
        definition.ifPresent(d -> {
            ComponentDefinition earlier = own.putIfAbsent(d.kind(), d);
            if (earlier != null) {
                String other = earlier.identity().origin();
                problems.add(new DefinitionProblem(
                        file.toString(),
                        0,
                        "a second definition of the kind \"" + d.kind() + "\"",
                        "the first is " + other));
            }
        });
    }

    private void lock(Path file) {
        Problems found = new Problems(file.toString());
        Optional<LockList> list = read(file, found).flatMap(text -> LockList.parse(text, found));
        problems.addAll(found.list());
        String name = String.valueOf(file.getFileName());
        list.ifPresent(l -> locks.put(name.substring(0, name.length() - ".lock".length()), l));
    }

    private void oneKindForARole(Map<String, ComponentDefinition> own) {
        Map<String, ComponentDefinition> byRole = new TreeMap<>();
        for (ComponentDefinition definition : own.values()) {
            var role = definition.identity().role();
            ComponentDefinition first = role == null ? null : byRole.putIfAbsent(role.value(), definition);
            if (role != null && first != null) {
                problems.add(new DefinitionProblem(
                        definition.identity().origin(),
                        0,
                        "the role \"" + role + "\" is served by \"" + first.kind() + "\" already",
                        "leave out \"role\" in one of them; cluster.json names its kind then"));
            }
        }
    }

    /** A folder's definition for a role takes the role from the earlier folders' one, which stays usable by its kind. */
    private void replaceEarlier(ComponentDefinition definition) {
        kinds.replaceAll((kind, earlier) -> {
            boolean sameRole = definition.identity().role() != null
                    && definition.identity().role().equals(earlier.identity().role());
            return sameRole ? earlier.withoutRole() : earlier;
        });
    }

    private List<Path> files(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> found = all.filter(file -> file.toString().endsWith(suffix) && Files.isRegularFile(file))
                    .limit(FILES_MAX + 1L)
                    .sorted()
                    .toList();
            if (found.size() > FILES_MAX) {
                problems.add(new DefinitionProblem(folder.toString(), 0, "more than " + FILES_MAX + " files", ""));
                return List.of();
            }
            return found;
        } catch (IOException e) {
            problems.add(new DefinitionProblem(folder.toString(), 0, "cannot be listed: " + e.getMessage(), ""));
            return List.of();
        }
    }

    private static Optional<String> read(Path file, Problems found) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                found.add(0, "larger than " + FILE_BYTES_MAX + " bytes", "");
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            found.add(0, "not UTF-8", "");
        } catch (IOException e) {
            found.add(0, "cannot be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }
}
