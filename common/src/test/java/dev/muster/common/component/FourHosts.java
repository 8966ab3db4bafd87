package dev.muster.common.component;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.AgentFacts.JavaHome;
import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The four-machine example, its machines, and the built-in definitions. */
final class FourHosts {

    static final Path BUILT_IN = Path.of("../components");
    static final Path EXAMPLES = Path.of("../examples/components");

    private final LinkedHashMap<HostName, TreeMap<Role, Settings>> hosts = new LinkedHashMap<>();
    private final TreeMap<Role, ComponentSpec> components = new TreeMap<>();
    private final TreeSet<HostName> standbys = new TreeSet<>();

    /** The example at 192.168.1.40 to .43, or with another network in front of the last number. */
    static FourHosts in(String network) {
        FourHosts four = new FourHosts();
        four.host(network + "40", Role.MASTER, Role.COMPUTE);
        four.host(network + "41", Role.COMPUTE, Role.BACKEND);
        four.host(network + "42", Role.COMPUTE, Role.BACKEND, Role.INDEX);
        four.host(network + "43", Role.COMPUTE, Role.BACKEND, Role.INDEX);
        return four;
    }

    static FourHosts empty() {
        return new FourHosts();
    }

    FourHosts host(String name, Role... roles) {
        TreeMap<Role, Settings> of = new TreeMap<>();
        for (Role role : roles) {
            of.put(role, Settings.NONE);
        }
        hosts.put(HostName.of(name), of);
        return this;
    }

    FourHosts standby(String host) {
        standbys.add(HostName.of(host));
        return this;
    }

    FourHosts setting(String host, Role role, String name, String value) {
        Settings more = new Settings(new TreeMap<>(Map.of(name, new Setting(value, "cluster.json:7:12"))));
        hosts.get(HostName.of(host)).merge(role, more, Settings::overlaidBy);
        return this;
    }

    FourHosts kind(Role role, String kind) {
        components.put(role, new ComponentSpec(role, kind, null, Settings.NONE));
        return this;
    }

    FourHosts settingOfAll(Role role, String name, String value) {
        Settings all = new Settings(new TreeMap<>(Map.of(name, new Setting(value, "cluster.json:3:9"))));
        components.put(role, new ComponentSpec(role, null, null, all));
        return this;
    }

    FourHosts version(Role role, String version) {
        components.put(role, new ComponentSpec(role, null, version, Settings.NONE));
        return this;
    }

    ClusterSpec spec() {
        LinkedHashMap<HostName, HostSpec> all = new LinkedHashMap<>();
        hosts.forEach((name, roles) ->
                all.put(name, new HostSpec(name, null, standbys.contains(name), new TreeMap<>(), roles)));
        return new ClusterSpec(new ClusterName("demo"), components, all);
    }

    static ComponentCatalog catalog(Path... folders) {
        CatalogLoad load = ComponentCatalog.load(List.of(folders));
        if (load instanceof CatalogLoad.Loaded loaded) {
            return loaded.catalog();
        }
        throw new AssertionError(((CatalogLoad.Broken) load)
                .problems().stream().map(Object::toString).reduce("", (all, one) -> all + "\n" + one));
    }

    static AgentFacts machine() {
        return machine(List.of(
                new JavaHome("/usr/lib/jvm/jdk-25", 25, "25.0.1"), new JavaHome("/usr/lib/jvm/jdk-17", 17, "17.0.15")));
    }

    static AgentFacts machine(List<JavaHome> javas) {
        return new AgentFacts(
                "0.1.0",
                "machine",
                1,
                "/var/lib/muster",
                "/var/lib/muster/store",
                List.of(),
                javas,
                new RunAs(65534, 65534),
                4,
                16L << 30,
                65535,
                65530);
    }

    static ClusterFacts unformed() {
        return ClusterFacts.unformed(new ClusterId("c1"));
    }

    static ClusterFacts formed(SortedMap<Role, List<HostName>> seeds, Role... roles) {
        return new ClusterFacts(
                new ClusterId("c1"), seeds, new TreeSet<>(List.of(roles)), new TreeSet<>(), new TreeMap<>());
    }

    static LaunchPlan plan(Rendering rendering) {
        if (rendering instanceof Rendering.Rendered rendered) {
            return rendered.plan();
        }
        throw new AssertionError(((Rendering.Refused) rendering).failure().toString());
    }
}
