package dev.muster.rig;

import dev.muster.rig.rows.AddressRows;
import dev.muster.rig.rows.AgentRows;
import dev.muster.rig.rows.ComponentRows;
import dev.muster.rig.rows.CoordinatorRows;
import dev.muster.rig.rows.CrashRows;
import dev.muster.rig.rows.DiskRows;
import dev.muster.rig.rows.HerdRows;
import dev.muster.rig.rows.LineRows;
import dev.muster.rig.rows.MachineRows;
import dev.muster.rig.rows.NetworkRows;
import dev.muster.rig.rows.RealComponentRows;
import dev.muster.rig.rows.SlowClientRows;
import dev.muster.rig.rows.StoreDataRows;
import dev.muster.rig.rows.StoreRows;
import dev.muster.rig.world.Row;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All rows. */
final class Catalogue {

    /** What waits for long or keeps the machine busy: together with the rest it would take more than five minutes. */
    private static final Set<String> LEFT_OUT = Set.of(
            "A9", "A11", "A13", "A20", "B1", "B3", "B7s", "B9", "C2", "C3", "C3c", "C3e", "C4", "C5", "C6", "C7", "C8",
            "C9", "C11", "C13", "D3", "D5", "D6", "D7", "D8", "D9", "E3", "F4", "F8", "G5", "I3");

    private Catalogue() {}

    static List<Row> all() {
        return Stream.of(
                        AgentRows.ALL,
                        ComponentRows.ALL,
                        MachineRows.ALL,
                        CoordinatorRows.ALL,
                        HerdRows.ALL,
                        SlowClientRows.ALL,
                        NetworkRows.ALL,
                        LineRows.ALL,
                        AddressRows.ALL,
                        DiskRows.ALL,
                        CrashRows.ALL,
                        StoreRows.ALL,
                        StoreDataRows.ALL,
                        RealComponentRows.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /** Those that every build runs. */
    static List<Row> ofEveryBuild() {
        return all().stream()
                .filter(row -> row.seconds() <= Row.SECONDS && !LEFT_OUT.contains(row.id()))
                .toList();
    }
}
