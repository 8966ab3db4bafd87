package dev.muster.common.component;

import dev.muster.common.model.Role;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The names that a definition may refer to, so that a misspelt one is found when the definition is read, not when a host is started. */
final class Vocabulary {

    private static final List<String> ALWAYS = List.of(
            "kind",
            "version",
            "role.name",
            "role.formed",
            "host.name",
            "host.address",
            "host.inUrl",
            "host.seed",
            "host.literal",
            "cluster.name",
            "cluster.id",
            "cluster.loopback",
            "cluster.secure",
            "cluster.hasZookeeper",
            "cluster.zookeeper",
            "install.existing",
            "home",
            "instance",
            "machine.processors",
            "machine.memory",
            "machine.mapCountMax",
            "machine.openFilesMax",
            "members",
            "seeds",
            "others",
            "count.members",
            "count.others");
    private static final Pattern GENERATED_SECRET = Pattern.compile("cluster[.]secrets[.][a-z][a-z0-9-]{0,62}");
    private static final List<String> WITH_JAVA = List.of("java.home", "java.feature");
    private static final Set<String> OF_A_HOST = Set.of("name", "address", "inUrl", "-first", "-last", "-index");
    private static final Set<String> SIZE_AND_SPAN_PARTS = Set.of("bytes", "mebibytes", "ms", "seconds");

    private final TreeSet<String> names = new TreeSet<>(ALWAYS);

    Vocabulary(Collection<String> settings, boolean java) {
        settings.forEach(setting -> names.add("settings." + setting));
        if (java) {
            names.addAll(WITH_JAVA);
        }
    }

    /** What is wrong with {@code name}; empty when nothing is. */
    Optional<String> complaint(String name, boolean insideList) {
        if (names.contains(name)
                || isOfAnotherRole(name)
                || GENERATED_SECRET.matcher(name).matches()) {
            return Optional.empty();
        }
        if (insideList && (OF_A_HOST.contains(name) || name.startsWith("settings."))) {
            return Optional.empty();
        }
        int dot = name.lastIndexOf('.');
        if (dot > 0
                && SIZE_AND_SPAN_PARTS.contains(name.substring(dot + 1))
                && names.contains(name.substring(0, dot))) {
            return Optional.empty();
        }
        return Optional.of("\"" + name + "\" names nothing");
    }

    String hint(String name) {
        return Nearest.to(name, names)
                .map(nearest -> "did you mean \"" + nearest + "\"?")
                .orElse("the names are listed in docs/adding-a-component.md");
    }

    /** Names with a role in them: which settings another role's component has shows only in a cluster. */
    private static boolean isOfAnotherRole(String name) {
        String[] parts = name.split("[.]", 4);
        if (parts[0].equals("peer")) {
            return parts.length > 1 && isPartOfHost(parts, 1);
        }
        if (parts.length < 2 || !Role.isValid(parts[1])) {
            return false;
        }
        return switch (parts[0]) {
            case "hosts", "count" -> parts.length == 2;
            case "first" -> parts.length > 2 && isPartOfHost(parts, 2);
            default -> false;
        };
    }

    private static boolean isPartOfHost(String[] parts, int at) {
        boolean last = parts.length == at + 1;
        return last ? OF_A_HOST.contains(parts[at]) : parts[at].equals("settings");
    }
}
