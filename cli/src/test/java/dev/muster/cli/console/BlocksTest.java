package dev.muster.cli.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BlocksTest {

    private static final Guidance GUIDANCE = new Guidance("bin/muster", "my cluster.json", "stops this host only");

    @Test
    void theStartMessageNamesEveryEndpoint() throws IOException {
        Golden.check("block-started", new Blocks(GUIDANCE, Glyphs.UNICODE, 80).started(Views.started()));
        Golden.check("block-started-ascii", new Blocks(GUIDANCE, Glyphs.ASCII, 80).started(Views.started()));
        for (int columns : new int[] {40, 120}) {
            Golden.check(
                    "block-started-" + columns,
                    columns,
                    new Blocks(GUIDANCE, Glyphs.UNICODE, columns).started(Views.started()));
        }
    }

    @Test
    void aFailureSaysWhatWhyAndWhatNext() throws IOException {
        Golden.check("block-failed", failed(80));
        Golden.check("block-failed-40", 40, failed(40));
        Golden.check("block-failed-120", 120, failed(120));
    }

    private static List<Line> failed(int columns) {
        Blocks blocks = new Blocks(GUIDANCE, Glyphs.UNICODE, columns);
        List<Line> lines = new ArrayList<>();
        new FailureWatch()
                .newIn(Views.gaveUp())
                .forEach(f -> lines.addAll(blocks.failed(Views.gaveUp(), f.id(), f.component(), f.failure())));
        return lines;
    }

    @Test
    void aStartWithoutSomeHostsNamesThem() throws IOException {
        Golden.check(
                "block-started-degraded", new Blocks(GUIDANCE, Glyphs.UNICODE, 80).started(Views.startedDegraded()));
    }
}
