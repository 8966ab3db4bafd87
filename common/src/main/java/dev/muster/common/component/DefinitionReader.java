package dev.muster.common.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import dev.muster.common.component.ComponentDefinition.Identity;
import dev.muster.common.component.ComponentDefinition.MetricsPage;
import dev.muster.common.component.LaunchTemplate.EndpointTemplate;
import dev.muster.common.component.LaunchTemplate.PortTemplate;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install.Item;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One definition file -> {@link ComponentDefinition}, or everything that is wrong with it. */
final class DefinitionReader {

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,63}");
    private static final Pattern SETTING = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*([.][A-Za-z][A-Za-z0-9_-]*)*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");
    private static final Pattern SHA_512 = Pattern.compile("[0-9a-f]{128}");
    private static final Pattern SOURCE = Pattern.compile("(maven:[^:\\s]+:[^:\\s]+:\\S+|https?://\\S+|file:/\\S+)");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]*");
    private static final int SEEDS_MAX = 100;

    private final Problems problems;

    DefinitionReader(Problems problems) {
        this.problems = problems;
    }

    /** Empty when something is wrong; {@code problems} says what. */
    Optional<ComponentDefinition> read(String fileName, String text) {
        return parse(fileName, text).map(this::definition).filter(definition -> problems.isEmpty());
    }

    /** Nothing outside the file counts: no includes, no environment variables. A definition means the same on every machine. */
    private Optional<ConfigObject> parse(String fileName, String text) {
        ConfigParseOptions options =
                ConfigParseOptions.defaults().setOriginDescription(fileName).setIncluder(new NoIncludes());
        try {
            Config config = ConfigFactory.parseString(text, options).resolve(ConfigResolveOptions.noSystem());
            return Optional.of(config.root());
        } catch (ConfigException e) {
            int line = e.origin() == null ? 0 : e.origin().lineNumber();
            problems.add(line, "not HOCON: " + message(fileName, e), "");
            return Optional.empty();
        }
    }

    /** Without the place, which the problem tells anyway. */
    private static String message(String fileName, ConfigException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^" + Pattern.quote(fileName) + ": ([0-9]+: )?", "");
    }

    private ComponentDefinition definition(ConfigObject root) {
        Section top = new Section(root, problems);
        Identity identity = identity(top);
        SortedMap<String, SettingDefinition> settings = settings(top);
        NodeReader nodes = new NodeReader(problems, new Vocabulary(settings.keySet(), identity.java() != null));
        InstallSource install = install(top.section("install"));
        StartRules start = start(top.section("start"));
        LaunchTemplate launch = new LaunchReader(nodes, problems).read(top);
        ComponentDefinition definition = new ComponentDefinition(
                identity, install, settings, start, launch, endpoints(top, nodes), metrics(top, launch));
        top.done();
        return definition;
    }

    private Identity identity(Section top) {
        String kind = top.neededText("kind");
        matches(top, "kind", kind, KIND, "lower-case letters, digits and dashes");
        String version = top.neededText("version");
        matches(top, "version", version, VERSION, "letters, digits, dots and dashes");
        Optional<String> role = top.text("role");
        role.ifPresent(name -> checkRole(top, "role", name));
        return new Identity(
                kind,
                top.text("title").orElse(kind),
                role.filter(Role::isValid).map(Role::new).orElse(null),
                version,
                top.has("java") ? java(top.section("java")) : null,
                top.place());
    }

    private JavaRange java(Section section) {
        int min = (int) section.integer("min", 8, 99, 17);
        int max = (int) section.integer("max", 8, 99, 99);
        if (min > max) {
            problems.add(section.origin(), "\"min\" is greater than \"max\"", "");
        }
        section.done();
        return new JavaRange(min, max);
    }

    private InstallSource install(Section section) {
        @Nullable String lock = section.text("lock").orElse(null);
        @Nullable String home = section.text("home").orElse(null);
        List<Item> items = section.sections("items").stream().map(this::item).toList();
        if (lock != null) {
            matches(section, "lock", lock, KIND, "lower-case letters, digits and dashes");
        }
        if (home != null && SettingType.PATH.parse(home).isEmpty()) {
            problems.add(section.originOf("home"), "\"home\" must be an absolute path, not \"" + home + "\"", "");
        }
        if (home != null && (lock != null || !items.isEmpty())) {
            problems.add(section.origin(), "an existing \"home\" and downloads exclude one another", "");
        }
        List<String> required = section.texts("required");
        required.forEach(path -> inside(section, "required", path));
        section.done();
        return new InstallSource(lock, items, home, required);
    }

    private Item item(Section section) {
        String source = section.neededText("source");
        String sha512 = section.neededText("sha512");
        matches(section, "source", source, SOURCE, "maven:GROUP:ARTIFACT:VERSION, or an http, https or file URL");
        matches(section, "sha512", sha512, SHA_512, "128 lower-case hexadecimal digits");
        String target = section.text("target").orElse(".");
        inside(section, "target", target);
        Item item = new Item(source, sha512, section.integer("size", 0, 1L << 40, 0), target, (int)
                section.integer("strip", -1, 10, -1));
        section.done();
        return item;
    }

    private SortedMap<String, SettingDefinition> settings(Section top) {
        SortedMap<String, SettingDefinition> found = new TreeMap<>(StandardSettings.ALL);
        top.section("settings");
        if (top.take("settings").orElse(null) instanceof ConfigObject object) {
            settings("", object, found);
        }
        return found;
    }

    /** An object with a {@code type} is a setting, any other is a group of settings. */
    private void settings(String prefix, ConfigObject group, SortedMap<String, SettingDefinition> found) {
        group.forEach((key, value) -> {
            String name = prefix + key;
            if (!(value instanceof ConfigObject object)) {
                problems.add(value.origin(), "the setting \"" + name + "\" must be { type = ..., default = ... }", "");
            } else if (object.containsKey("type")) {
                setting(name, object).ifPresent(setting -> found.put(name, setting));
            } else {
                settings(name + ".", object, found);
            }
        });
    }

    private Optional<SettingDefinition> setting(String name, ConfigObject object) {
        Section section = new Section(object, problems);
        String typeName = section.neededText("type");
        Optional<SettingType> type = SettingType.named(typeName);
        if (type.isEmpty()) {
            problems.add(
                    section.origin(),
                    "\"" + typeName + "\" is not a type",
                    Nearest.hint(typeName, SettingType.names()));
        }
        if (!SETTING.matcher(name).matches() || StandardSettings.ALL.containsKey(name)) {
            problems.add(section.origin(), "\"" + name + "\" cannot be the name of a setting", "");
        }
        String standard =
                section.need("default").isPresent() ? section.text("default").orElse("") : "";
        Optional<String> min = section.text("min");
        Optional<String> max = section.text("max");
        String help = section.text("help").orElse("");
        section.done();
        return type.map(t -> new SettingDefinition(
                        name, t, standard, limit(section, t, min), limit(section, t, max), help, section.place()))
                .filter(setting -> hasGoodDefault(section, setting));
    }

    private boolean hasGoodDefault(Section section, SettingDefinition setting) {
        boolean good = setting.parse(setting.standard()).isPresent();
        if (!good) {
            problems.add(
                    section.origin(),
                    "the default of \"" + setting.name() + "\" must be " + setting.wanted() + ", not \""
                            + setting.standard() + "\"",
                    "");
        }
        return good;
    }

    private @Nullable Long limit(Section section, SettingType type, Optional<String> text) {
        if (text.isEmpty()) {
            return null;
        }
        Object value = type.parse(text.get()).orElse("");
        if (value instanceof Long number) {
            return number;
        }
        if (value instanceof Size size) {
            return size.bytes();
        }
        if (value instanceof Span span) {
            return span.ms();
        }
        problems.add(section.origin(), "\"" + text.get() + "\" is no limit of this type", "");
        return null;
    }

    private StartRules start(Section section) {
        String strategy = section.text("strategy").orElse("together");
        if (!strategy.equals("together") && !strategy.equals("one-at-a-time")) {
            problems.add(
                    section.originOf("strategy"),
                    "\"" + strategy + "\" is not a strategy",
                    Nearest.hint(strategy, List.of("together", "one-at-a-time")));
        }
        TreeSet<Role> after = new TreeSet<>();
        section.texts("after").stream()
                .peek(name -> checkRole(section, "after", name))
                .filter(Role::isValid)
                .forEach(name -> after.add(new Role(name)));
        StartRules rules = new StartRules(
                after,
                strategy.equals("together") ? StartStrategy.TOGETHER : StartStrategy.ONE_AT_A_TIME,
                seeds(section),
                section.texts("agree").stream().collect(Collectors.toCollection(TreeSet::new)),
                isTrue(section, "on-standby"));
        section.done();
        return rules;
    }

    private boolean isTrue(Section section, String key) {
        String text = section.text(key).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            problems.add(section.originOf(key), "\"" + key + "\" must be true or false, not \"" + text + "\"", "");
        }
        return text.equals("true");
    }

    private SortedMap<Integer, Integer> seeds(Section section) {
        SortedMap<Integer, Integer> seeds = new TreeMap<>();
        for (Section step : section.sections("seeds")) {
            int hosts = (int) step.integer("from-hosts", 1, 100_000, 1);
            seeds.put(hosts, (int) step.integer("count", 1, SEEDS_MAX, 1));
            step.done();
        }
        return seeds;
    }

    private List<EndpointTemplate> endpoints(Section top, NodeReader nodes) {
        List<EndpointTemplate> all = new ArrayList<>();
        for (Section section : top.sections("endpoints")) {
            String variable = section.text("variable").orElse("");
            if (!variable.isEmpty()) {
                matches(section, "variable", variable, VARIABLE, "upper-case letters, digits and underscores");
            }
            all.add(new EndpointTemplate(
                    section.neededText("label"),
                    nodes.needed(section, "text"),
                    variable,
                    nodes.condition(section),
                    section.place()));
            section.done();
        }
        return all;
    }

    private @Nullable MetricsPage metrics(Section top, LaunchTemplate launch) {
        if (!top.has("metrics")) {
            return null;
        }
        Section section = top.section("metrics");
        List<String> ports = launch.ports().stream()
                .map(PortTemplate::name)
                .filter(name -> !name.isEmpty())
                .toList();
        MetricsPage page = new MetricsPage(section.neededText("port"), section.neededText("path"));
        if (!page.port().isEmpty() && !ports.contains(page.port())) {
            problems.add(
                    section.originOf("port"),
                    "\"" + page.port() + "\" is none of its ports",
                    Nearest.hint(page.port(), ports));
        }
        matches(section, "path", page.path(), PATH, "a path that begins with a slash");
        section.done();
        return page;
    }

    private void matches(Section section, String key, String text, Pattern pattern, String wanted) {
        boolean alreadyReported = text.isEmpty();
        if (!alreadyReported && !pattern.matcher(text).matches()) {
            ConfigValue value = section.take(key).orElseThrow();
            problems.add(value.origin(), "\"" + key + "\" must be " + wanted + ", not \"" + text + "\"", "");
        }
    }

    private void checkRole(Section section, String key, String name) {
        if (!Role.isValid(name)) {
            problems.add(section.originOf(key), "\"" + name + "\" cannot be a role", "");
        }
    }

    private void inside(Section section, String key, String path) {
        if (!Paths.isInside(path)) {
            problems.add(section.originOf(key), "\"" + path + "\" must be a relative path that stays inside", "");
        }
    }
}
