package dev.muster.common.component;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.samskivert.mustache.MustacheException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A value that is written to a component's file is what the program that reads the file hears, and nothing else comes into the
 * file with it (fault J4). The first byte says which format; in the last case the text is a template itself.
 */
final class WritersFuzzTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final XMLInputFactory XML = XMLInputFactory.newInstance();
    private static final Template XML_FILE = Template.of("<a b=\"{{v}}\">{{v}}</a>", FileFormat.XML_TEXT.escaper());
    private static final Template TEXT_FILE = Template.of("before\nv={{v}}\nafter", FileFormat.TEXT.escaper());
    private static final int CASES = 6;

    /** A key of fewer characters is never too long, even if each is written by its number. */
    private static final int YAML_KEY_LONG = 90;

    @FuzzTest(maxDuration = "24h")
    void aValueStaysAValue(byte[] bytes) throws Exception {
        if (bytes.length == 0) {
            return;
        }
        String value = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
        if (!Characters.canBeWritten(value)) {
            return; // cluster.json refuses it
        }
        switch ((bytes[0] & 0xff) % CASES) {
            case 0 -> yaml(value);
            case 1 -> properties(value);
            case 2 -> variables(value);
            case 3 -> xml(value);
            case 4 -> text(value);
            default -> template(value);
        }
    }

    private static void yaml(String value) throws IOException {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("before", 1);
        tree.put("key " + value, List.of(value, Map.of("deep", value)));
        tree.put("after", true);
        String file;
        try {
            file = FileFormat.YAML.write(tree);
        } catch (IllegalArgumentException refused) {
            check(value.length() > YAML_KEY_LONG, "refused for nothing: " + value);
            return;
        }
        same(tree, YAML.readValue(file, Object.class));
    }

    private static void properties(String value) throws IOException {
        Map<String, String> flat = new LinkedHashMap<>();
        flat.put("before", "1");
        flat.put("k" + value, value);
        flat.put("after", "2");
        Properties read = new Properties();
        read.load(new StringReader(FileFormat.PROPERTIES.write(flat)));
        same(flat, read);
    }

    private static void variables(String value) {
        Map<String, String> flat = new LinkedHashMap<>();
        flat.put("BEFORE", "1");
        flat.put("V", value);
        flat.put("AFTER", "2");
        same(flat, sourced(FileFormat.ENV.write(flat)));
    }

    /** What a POSIX shell takes from NAME='value' lines; anything outside quotes but {@code \'} is an error here. */
    private static Map<String, String> sourced(String text) {
        Map<String, String> read = new LinkedHashMap<>();
        int at = 0;
        while (at < text.length()) {
            int equals = text.indexOf('=', at);
            String name = text.substring(at, equals);
            StringBuilder value = new StringBuilder();
            at = equals + 1;
            while (text.charAt(at) != '\n') {
                if (text.startsWith("\\'", at)) {
                    value.append('\'');
                    at += 2;
                } else if (text.charAt(at) == '\'') {
                    int end = text.indexOf('\'', at + 1);
                    value.append(text, at + 1, end);
                    at = end + 1;
                } else {
                    throw new AssertionError("outside quotes: " + text);
                }
            }
            at++;
            read.put(name, value.toString());
        }
        return read;
    }

    private static void xml(String value) throws XMLStreamException {
        String file;
        try {
            file = XML_FILE.text(new Scope(Map.of("v", value)), "here");
        } catch (CannotRender refused) {
            return;
        }
        XMLStreamReader reader =
                XML.createXMLStreamReader(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
        reader.next();
        same(value, reader.getAttributeValue(null, "b"));
        same(value, reader.getElementText());
    }

    private static void text(String value) {
        try {
            String file = TEXT_FILE.text(new Scope(Map.of("v", value)), "here");
            same("before\nv=" + value + "\nafter", file);
            same(3L, file.lines().count());
        } catch (CannotRender refused) {
            check(Characters.hasControl(value), "refused for nothing: " + value);
        }
    }

    private static void template(String source) {
        Template template;
        try {
            template = Template.of(source);
        } catch (MustacheException | IllegalArgumentException malformed) {
            return;
        }
        try {
            Map<String, Object> root = Map.of("a", "1", "list", List.of(Map.of("b", "2")), "tree", Map.of("c", "3"));
            template.value(new Scope(root), "here");
        } catch (CannotRender named) {
            check(named.getMessage() != null, "refused without a word");
        }
    }

    private static void same(Object expected, Object actual) {
        check(expected.equals(actual), "was " + expected + ", is " + actual);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
