package dev.muster.agent.install;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A path in a home that can be nowhere else: relative, without {@code .} and {@code ..}, of bounded length.
 *
 * @param parts at least one
 */
record ArchivePath(List<String> parts) {

    private static final int PART_BYTES_MAX = 255;
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

    ArchivePath {
        parts = List.copyOf(parts);
    }

    /**
     * Reads an entry's name. A leading {@code ./}, a trailing {@code /} and doubled slashes are usual and harmless.
     *
     * @return empty parts for the root itself
     * @throws ArchiveRefusedException when the name could lead out of the root
     */
    static List<String> parse(String name, ArchiveLimits limits) throws ArchiveRefusedException {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > limits.pathBytes()) {
            throw refused(name, "is empty or too long");
        }
        if (name.startsWith("/")
                || name.indexOf('\\') >= 0
                || DRIVE.matcher(name).matches()) {
            throw refused(name, "is not a relative path");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                throw refused(name, "leads upwards");
            }
            checkPart(name, part);
            if (part.equals(HomeList.NAME)) {
                throw refused(name, "is the name of a home's own list");
            }
            parts.add(part);
        }
        if (parts.size() > limits.depth()) {
            throw refused(name, "is too deep");
        }
        return parts;
    }

    /**
     * Checks the target of a symbolic link that lies in {@code depth} folders: steps up, then names down, so that it stays
     * inside whatever other links it meets. (Behind a name, a step up could leave another link's folder.)
     */
    static void checkLinkTarget(String target, int depth, ArchiveLimits limits) throws ArchiveRefusedException {
        if (target.isEmpty()
                || target.startsWith("/")
                || target.indexOf('\\') >= 0
                || DRIVE.matcher(target).matches()
                || target.getBytes(StandardCharsets.UTF_8).length > limits.pathBytes()) {
            throw refused(target, "is no target of a link");
        }
        int up = 0;
        boolean down = false;
        for (String part : target.split("/", -1)) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                up++;
                if (down || up > depth) {
                    throw refused(target, "is a link that leads out");
                }
            } else {
                checkPart(target, part);
                down = true;
            }
        }
    }

    private static void checkPart(String name, String part) throws ArchiveRefusedException {
        if (part.getBytes(StandardCharsets.UTF_8).length > PART_BYTES_MAX) {
            throw refused(name, "has a part that is too long");
        }
        if (part.chars().anyMatch(Character::isISOControl) || part.indexOf('\ufffd') >= 0) {
            throw refused(name, "holds control or malformed characters");
        }
    }

    private static ArchiveRefusedException refused(String name, String why) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return new ArchiveRefusedException("the path \"" + shown.replaceAll("\\p{Cntrl}", "?") + "\" " + why);
    }

    /** Parts of the folder that it lies in; empty for the root. */
    List<String> folder() {
        return parts.subList(0, parts.size() - 1);
    }

    String text() {
        return String.join("/", parts);
    }
}
