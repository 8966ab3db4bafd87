package dev.muster.common.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a value says is what the program that reads the file hears, whatever characters it has. */
final class WritersTest {

    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            " leading and trailing ",
            "two\nlines",
            "crlf\r\nend",
            "tab\there",
            "a: b",
            "a #b",
            "- item",
            "? key",
            "*alias",
            "&anchor",
            "!tag",
            "%directive",
            "@at",
            "`tick`",
            "{a: b}",
            "[a, b]",
            "---",
            "...",
            "'single' and \"double\"",
            "back\\slash\\n",
            "$(touch /tmp/owned)",
            "`touch /tmp/owned`",
            "${HOME} $HOME",
            "'; touch /tmp/owned; '",
            "true",
            "no",
            "null",
            "~",
            "0x10",
            "1e3",
            "012",
            "12:30:45",
            "2020-01-01",
            "key=value",
            "#comment",
            "!comment",
            "=",
            ":",
            "{{settings.heap}}",
            "]]>",
            "<a href=\"x\">&amp;</a>",
            "\u0085\u2028\u2029\uFEFF",
            "é漢字\uD83D\uDE00",
            "\u0001\u001B[31m");

    @Test
    void hostileTextsSurviveYaml() throws Exception {
        assertThat(yaml(tree(HOSTILE))).isEqualTo(tree(HOSTILE));
    }

    @Test
    void hostileTextsSurviveProperties() throws Exception {
        Properties read = new Properties();
        read.load(new StringReader(PropertiesWriter.write(flat(HOSTILE))));
        assertThat(new TreeMap<Object, Object>(read)).isEqualTo(new TreeMap<>(flat(HOSTILE)));
    }

    @Test
    void hostileTextsSurviveAShell() throws Exception {
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < HOSTILE.size(); i++) {
            variables.put("V" + i, HOSTILE.get(i));
        }
        String script = ShellVariablesWriter.write(variables) + "printf '%s\\036'" + " \"$V"
                + String.join("\" \"$V", numbers(HOSTILE.size())) + "\"\n";
        Process shell = new ProcessBuilder("/bin/sh", "-s").start();
        shell.getOutputStream().write(script.getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();
        String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(List.of(out.split("\u001E", -1)).subList(0, HOSTILE.size())).isEqualTo(HOSTILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a<b & \"c\" 'd'", "two\nlines\t\r", "]]>", "é漢字\uD83D\uDE00"})
    void hostileTextsSurviveXml(String value) throws Exception {
        String text = Template.of("<a b=\"{{v}}\">{{v}}</a>", FileFormat.XML_TEXT.escaper())
                .text(new Scope(Map.of("v", value)), "here");
        var element = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(element.getAttribute("b")).isEqualTo(value);
        assertThat(element.getTextContent()).isEqualTo(value);
    }

    @Test
    void plainTextsRefuseValuesThatWouldLeaveTheirLine() {
        Template template = Template.of("name={{v}}\n", FileFormat.TEXT.escaper());
        assertThat(template.text(new Scope(Map.of("v", "x # y")), "here")).isEqualTo("name=x # y\n");
        assertThatThrownBy(() -> template.text(new Scope(Map.of("v", "x\ny=1")), "a.conf:3"))
                .hasMessageContaining("a.conf:3")
                .hasMessageContaining("line break");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void randomTreesSurviveYaml(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            Map<String, Object> tree = randomTree(random, 0);
            assertThat(yaml(tree)).as("seed %d", seed).isEqualTo(tree);
        }
    }

    @Test
    void propertiesAndVariablesRefuseWhatTheyCannotSay() {
        assertThatThrownBy(() -> PropertiesWriter.write(Map.of("a", List.of("x,y"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ShellVariablesWriter.write(Map.of("A B", "x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{a..c}}", "{{a.}}", "{{.a}}", "{{a.b..}}"})
    void aNameWithAnEmptyPartIsNoReference(String source) {
        assertThatThrownBy(() -> Template.of(source)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void yamlRefusesAKeyThatNoParserWouldTakeForOne() throws Exception {
        assertThat(yaml(Map.of("k".repeat(1_000), "v"))).isEqualTo(Map.of("k".repeat(1_000), "v"));
        assertThatThrownBy(() -> YamlWriter.write(Map.of("k".repeat(1_001), "v")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    private static Object yaml(Object content) throws Exception {
        return new ObjectMapper(new YAMLFactory()).readValue(YamlWriter.write(content), Object.class);
    }

    private static Map<String, Object> tree(List<String> texts) {
        Map<String, Object> tree = new LinkedHashMap<>();
        texts.forEach(text -> tree.put("key " + text, text));
        tree.put("list", texts);
        tree.put("nested", List.of(Map.of("deep", Map.of("number", 1, "boolean", true, "empty", List.of()))));
        return tree;
    }

    private static Map<String, String> flat(List<String> texts) {
        Map<String, String> flat = new LinkedHashMap<>();
        texts.forEach(text -> flat.put("k" + text, text));
        return flat;
    }

    private static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }

    private static Map<String, Object> randomTree(Random random, int depth) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            tree.put(randomText(random), randomValue(random, depth));
        }
        return tree;
    }

    private static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 3 : 5)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextBoolean();
            case 2 -> randomText(random);
            case 3 -> randomTree(random, depth + 1);
            default -> List.of(randomText(random), randomTree(random, depth + 1));
        };
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            int c = random.nextInt(3) == 0 ? random.nextInt(0x11_0000) : 1 + random.nextInt(127);
            text.appendCodePoint(c == 0 || (c >= 0xD800 && c <= 0xDFFF) ? 'x' : c);
        }
        return text.toString();
    }
}
