package dev.muster.agent.install;

import java.util.regex.Pattern;

/**
 * Names one file of a Maven repository.
 *
 * @param classifier empty when there is none
 */
record MavenCoordinates(String group, String artifact, String version, String extension, String classifier) {

    /** What a part may look like: nothing that could leave the repository's folder or change a URL. */
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+-]{0,127}");

    MavenCoordinates {
        check(group);
        check(artifact);
        check(version);
        check(extension);
        if (!classifier.isEmpty()) {
            check(classifier);
        }
    }

    private static void check(String part) {
        if (!PART.matcher(part).matches() || part.contains("..")) {
            throw new IllegalArgumentException("not a part of Maven coordinates: " + part);
        }
    }

    /**
     * Reads {@code GROUP:ARTIFACT:VERSION[:EXTENSION[:CLASSIFIER]]}.
     *
     * @throws IllegalArgumentException when it is not that
     */
    static MavenCoordinates parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 3 || parts.length > 5) {
            throw new IllegalArgumentException("not GROUP:ARTIFACT:VERSION[:EXTENSION[:CLASSIFIER]]: " + text);
        }
        return new MavenCoordinates(
                parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : "jar", parts.length > 4 ? parts[4] : "");
    }

    /** Path of the file in a repository of the default layout. */
    String path() {
        String suffix = classifier.isEmpty() ? "" : "-" + classifier;
        return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + artifact + "-" + version + suffix + "."
                + extension;
    }
}
