package dev.muster.common.component;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The settings that every component has, whatever its definition says. */
final class StandardSettings {

    static final String HOME = "home";
    static final String VERSION = "version";
    static final String DIR = "dir";
    static final String JAVA = "java";

    /** All of them, by name; an empty value means that it is not set. */
    static final SortedMap<String, SettingDefinition> ALL = all();

    private StandardSettings() {}

    private static SortedMap<String, SettingDefinition> all() {
        TreeMap<String, SettingDefinition> all = new TreeMap<>();
        for (SettingDefinition setting : List.of(
                standard(HOME, SettingType.PATH, "an installation that is there already, instead of a download"),
                standard(VERSION, SettingType.TEXT, "the version to run; there must be a lock list for it"),
                standard(DIR, SettingType.PATH, "the instance's directory"),
                standard(JAVA, SettingType.TEXT, "a Java home, or a feature release such as 17"))) {
            all.put(setting.name(), setting);
        }
        return all;
    }

    private static SettingDefinition standard(String name, SettingType type, String help) {
        return new SettingDefinition(name, type, "", null, null, help, "built in");
    }
}
