package dev.muster.rig;

import dev.muster.rig.rows.AgentRows;
import dev.muster.rig.rows.ComponentRows;
import dev.muster.rig.rows.CoordinatorRows;
import dev.muster.rig.rows.CrashRows;
import dev.muster.rig.rows.DiskRows;
import dev.muster.rig.rows.MachineRows;
import dev.muster.rig.rows.NetworkRows;
import dev.muster.rig.world.Row;
import java.util.List;
import java.util.stream.Stream;

/** All rows. */
final class Catalogue {

    private Catalogue() {}

    static List<Row> all() {
        return Stream.of(
                        AgentRows.ALL,
                        ComponentRows.ALL,
                        MachineRows.ALL,
                        CoordinatorRows.ALL,
                        NetworkRows.ALL,
                        DiskRows.ALL,
                        CrashRows.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** Those that every build runs: what takes minutes is left out. */
    static List<Row> ofEveryBuild() {
        return all().stream().filter(row -> row.seconds() <= Row.SECONDS).toList();
    }
}
