package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.PositionedJson.Obj;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** The one entry: bytes of a cluster.json in, a definition or every problem out. Never throws because of what the bytes are. */
public final class SpecParser {

    private SpecParser() {}

    /**
     * Parses and checks.
     *
     * @param fileName for messages and for the origins of settings, as the operator named it
     * @param bytes the whole file
     * @param knownRoles roles that component definitions serve; the file may declare more
     */
    public static SpecResult parse(String fileName, byte[] bytes, Set<Role> knownRoles) {
        return parse(fileName, bytes, knownRoles, Set.of());
    }

    /**
     * Parses and checks.
     *
     * @param fileName for messages and for the origins of settings, as the operator named it
     * @param bytes the whole file
     * @param knownRoles roles that component definitions serve; the file may declare more
     * @param formed those of them whose hosts form a cluster of their own: a start with less than their majority is warned of
     */
    public static SpecResult parse(String fileName, byte[] bytes, Set<Role> knownRoles, Set<Role> formed) {
        SpecHash hash = hash(bytes);
        SourceBytes.Decoded decoded = bytes.length > SpecFile.BYTES_MAX
                ? new SourceBytes.Decoded("", false, "", "")
                : SourceBytes.decode(bytes);
        SourceText source = new SourceText(fileName, decoded.text());
        Problems problems = new Problems(source);
        Optional<ClusterSpec> spec = Optional.empty();
        if (bytes.length > SpecFile.BYTES_MAX) {
            String message = "the file has " + bytes.length + " bytes, more than " + SpecFile.BYTES_MAX + " (4 MiB)";
            problems.add(ProblemCode.TOO_LARGE, Span.START, message, "is it a cluster.json?");
        } else if (!decoded.fault().isEmpty()) {
            int end = decoded.text().length();
            problems.add(ProblemCode.NOT_UTF8, Span.at(end, 1), decoded.fault(), decoded.hint());
        } else {
            spec = check(source, problems, knownRoles, formed);
        }
        if (decoded.byteOrderMark()) {
            String message = "the file begins with a byte order mark, which is ignored";
            problems.add(ProblemCode.BYTE_ORDER_MARK, Span.START, message, "save it as UTF-8 without one");
        }
        var text = new ProblemText(source).lines(problems);
        return spec.isPresent() && problems.errors() == 0
                ? new SpecResult.Valid(spec.get(), hash, problems.sorted(), text)
                : new SpecResult.Invalid(hash, problems.sorted(), text);
    }

    /** The name of exactly these bytes. */
    public static SpecHash hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new SpecHash(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static Optional<ClusterSpec> check(
            SourceText source, Problems problems, Set<Role> knownRoles, Set<Role> formed) {
        try {
            PositionedJson root = JsonTreeReader.read(source);
            if (root instanceof Obj object) {
                return new SpecChecker(source, problems, knownRoles, formed).check(object);
            }
            String message = "a definition is an object, not " + root.described();
            problems.add(ProblemCode.NOT_AN_OBJECT, root, message, JsonTreeReader.emptyHint());
        } catch (Unreadable unreadable) {
            unreadable.addTo(problems);
        }
        return Optional.empty();
    }
}
