package dev.muster.common.spec;

import static dev.muster.common.spec.SpecFixtures.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.Pair.Side;
import dev.muster.common.spec.SpecEdit.Refused;
import org.junit.jupiter.api.Test;

final class SpecEditTest {

    private static final String FULL = """
            {
              // who holds the data
              "components": {
                "backend": {"version": "5.0.4", "ports": {"cql": 9042}, "heap": "2g"},   // for now
                "index": {
                  "settings": {"kind": "of a setting"},
                  "pair": {"primary": {"a": 1}, "secondary": {"a": 2}},
                },
              },
              "hosts": {"m": {"master": true, "backend": true, "index": true}},
            }
            """;

    @Test
    void aVersionAndSettingsAreChangedWhereTheyStand() throws Refused {
        SpecEdit edit = new SpecEdit(FULL);
        edit.version(Role.BACKEND, "5.0.5");
        edit.setting(Role.BACKEND, "heap", "4g");
        edit.setting(Role.BACKEND, "ports.cql", "9142");
        edit.setting(Role.INDEX, "kind", "another \"one\"");
        assertThat(edit.text())
                .isEqualTo(FULL.replace("5.0.4", "5.0.5")
                        .replace("2g", "4g")
                        .replace("9042", "9142")
                        .replace("of a setting", "another \\\"one\\\""));
    }

    @Test
    void whatWasNotSaidIsAdded() throws Refused {
        SpecEdit edit = new SpecEdit(FULL);
        edit.version(Role.COMPUTE, "4.0.1");
        edit.setting(Role.COMPUTE, "cores", "8");
        edit.setting(Role.INDEX, "heap", "1g");
        edit.version(Role.INDEX, "2.19.5");
        assertThat(SpecDifference.lines(valid(FULL), valid(edit.text())))
                .containsExactly(
                        "compute: version (none) -> 4.0.1",
                        "compute cores (none) -> 8",
                        "index: version (none) -> 2.19.5",
                        "index heap (none) -> 1g");
        assertThat(edit.text()).contains("// who holds the data", "// for now", "\"cores\": 8");
    }

    @Test
    void aPairGoesOverAndBack() throws Refused {
        SpecEdit edit = new SpecEdit(FULL);
        assertThat(edit.swap(Role.INDEX)).isEqualTo(Side.SECONDARY);
        assertThat(SpecDifference.lines(valid(FULL), valid(edit.text())))
                .containsExactly("index: pair uses primary -> secondary");
        assertThat(edit.swap(Role.INDEX)).isEqualTo(Side.PRIMARY);
        assertThat(SpecDifference.lines(valid(FULL), valid(edit.text()))).isEmpty();
        assertThatThrownBy(() -> new SpecEdit(FULL).swap(Role.BACKEND))
                .isInstanceOf(Refused.class)
                .hasMessage("the role \"backend\" has no pair to swap");
    }

    @Test
    void theShortFormBecomesTheFullOneAroundWhatItSays() throws Refused {
        String seed = """
                // ours
                {
                  "$require": {"compute": "50%"},
                  "$schema": "./cluster.schema.json",
                  // five hosts
                  "m": {"master": true},
                  "n[1-4]": {"compute": true},
                }
                """;
        SpecEdit edit = new SpecEdit(seed);
        edit.version(Role.COMPUTE, "4.0.1");
        edit.setting(Role.COMPUTE, "cores", "8");
        assertThat(edit.text()).isEqualTo("""
                // ours
                {
                  "require": {"compute": "50%"},
                  "$schema": "./cluster.schema.json",
                  "components": {"compute": {"version": "4.0.1", "cores": 8}},
                  "hosts": {
                    // five hosts
                    "m": {"master": true},
                    "n[1-4]": {"compute": true},
                  }
                }
                """);
        assertThat(SpecDifference.lines(valid(seed), valid(edit.text())))
                .containsExactly("compute: version (none) -> 4.0.1", "compute cores (none) -> 8");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThatThrownBy(() -> new SpecEdit("[]").version(Role.INDEX, "1")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new SpecEdit("{\"hosts\": {}, \"components\": {\"index\": 1}}")
                        .setting(Role.INDEX, "heap", "1g"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("components.index is no object");
    }
}
