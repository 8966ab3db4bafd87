package dev.muster.e2e;

import java.io.IOException;

/** A row that is written through one Cassandra node of three, to all of them, and read through another. */
final class Row {

    static final String VALUE = "written through the first";

    private Row() {}

    static void write(String node) throws IOException {
        Cql.run(
                node,
                "CREATE KEYSPACE proof WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}");
        Cql.runOnceSchemasAgree(node, "CREATE TABLE proof.rows (id text PRIMARY KEY, value text)");
        Cql.runOnceSchemasAgree(node, "INSERT INTO proof.rows (id, value) VALUES ('one', '" + VALUE + "')");
    }

    /** What comes back, in which the value stands as it is. */
    static String read(String node) throws IOException {
        return Cql.run(node, "SELECT value FROM proof.rows WHERE id = 'one'");
    }
}
