package dev.muster.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.component.CatalogLoad;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.core.Definer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CatalogDefinerTest {

    private final CatalogDefiner definer = new CatalogDefiner(
            ((CatalogLoad.Loaded) ComponentCatalog.load(List.of(Path.of("../components")))).catalog());

    @Test
    void whatIsWrongWithAFileIsToldWithItsPlaceInTheWordsOfValidate() {
        Failure syntax = ((Definer.Undefined) definer.define("{ \"a\": ")).failure();
        assertThat(syntax.code()).isEqualTo("SPEC_INVALID");
        assertThat(syntax.detail()).hasSize(1);
        assertThat(syntax.detail().get(0)).matches("cluster\\.json:1:\\d+: error E\\d{3}: the file ends before .*: .*");

        Failure rules = ((Definer.Undefined) definer.define("{\n \"a\": {\"backed\": true}\n}")).failure();
        assertThat(rules.detail())
                .anyMatch(line -> line.startsWith("cluster.json:2:") && line.contains("backend"))
                .noneMatch(line -> line.contains("Problem["));
    }
}
