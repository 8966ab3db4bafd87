package dev.muster.cli.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the tables of codes from a document, so that what {@code muster explain} says and what is documented are one. A table of
 * codes has a column {@code code} and one {@code meaning}, and maybe one {@code what to do}.
 */
public final class Explanations {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\(([^)#]*)[^)]*\\)");
    private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");

    /** Those with tables of codes. The build puts them into the jar. */
    private static final List<String> DOCUMENTS = List.of("problems.md", "failures.md", "installing.md", "http-api.md");

    private final String document;
    private final List<Explanation> found = new ArrayList<>();
    private String section = "";
    private List<String> header = List.of();

    private Explanations(String document) {
        this.document = document;
    }

    /**
     * All of a document, in its order; a code may stand in several tables.
     *
     * @param document its file name
     * @param markdown its text
     */
    public static List<Explanation> of(String document, String markdown) {
        Explanations reading = new Explanations(document);
        markdown.lines().forEach(reading::line);
        return reading.found;
    }

    /** Everything that the documentation explains. */
    public static List<Explanation> documented() {
        List<Explanation> all = new ArrayList<>();
        for (String document : DOCUMENTS) {
            try (InputStream resource = Explanations.class.getResourceAsStream("/docs/" + document)) {
                if (resource == null) {
                    throw new IllegalStateException("the jar has no docs/" + document);
                }
                all.addAll(of(document, new String(resource.readAllBytes(), StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new IllegalStateException("docs/" + document + " cannot be read from the jar", e);
            }
        }
        return all;
    }

    private void line(String line) {
        if (line.startsWith("#")) {
            section = words(line.replaceFirst("^#+ *", ""));
        }
        if (!line.startsWith("|")) {
            header = List.of();
        } else if (header.isEmpty()) {
            header = cells(line);
        } else if (!line.startsWith("|--")) {
            row(cells(line));
        }
    }

    private void row(List<String> cells) {
        if (!header.contains("code") || !header.contains("meaning")) {
            return;
        }
        Matcher code = CODE.matcher(cell(cells, "code"));
        while (code.find()) {
            found.add(new Explanation(
                    code.group(), words(cell(cells, "meaning")), words(cell(cells, "what to do")), section, document));
        }
    }

    private String cell(List<String> cells, String column) {
        int at = header.indexOf(column);
        return at < 0 || at >= cells.size() ? "" : cells.get(at);
    }

    private static List<String> cells(String line) {
        String inner = line.strip().replaceFirst("^\\|", "").replaceFirst("\\|$", "");
        return Arrays.stream(CELL_END.split(inner, -1)).map(String::strip).toList();
    }

    /** Without the marks: a terminal shows none. */
    private static String words(String markdown) {
        return LINK.matcher(markdown)
                .replaceAll(link -> Matcher.quoteReplacement(
                        link.group(2).isEmpty() ? link.group(1) : link.group(1) + " (docs/" + link.group(2) + ")"))
                .replace("`", "")
                .replace("\\|", "|");
    }
}
