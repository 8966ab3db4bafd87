package dev.muster.e2e;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A table with three copies in Cassandra, through the driver that applications use, at consistency QUORUM. */
final class RingStore implements Traffic.Store {

    /** The driver gives up after 2 s by default; here two cores start JVMs meanwhile. */
    private static final Duration REQUEST = Duration.ofSeconds(10);

    private static final Duration SCHEMA = Duration.ofSeconds(60);

    private final CqlSession session;

    /** Connects through these nodes and makes the table. */
    RingStore(List<String> nodes) {
        session = CqlSession.builder()
                .addContactPoints(nodes.stream()
                        .map(node -> new InetSocketAddress(node, 9042))
                        .toList())
                .withLocalDatacenter("datacenter1")
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST)
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "QUORUM")
                        // The same row written twice is the same row: the driver may ask another node.
                        .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, REQUEST)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, REQUEST)
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(5))
                        .build())
                .build();
        schema("CREATE KEYSPACE shop WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 3}");
        schema("CREATE TABLE shop.rows (key text PRIMARY KEY, value text)");
    }

    private void schema(String statement) {
        session.execute(SimpleStatement.newInstance(statement).setTimeout(SCHEMA));
    }

    @Override
    public void write(String key, String value) {
        session.execute(SimpleStatement.newInstance("INSERT INTO shop.rows (key, value) VALUES (?, ?)", key, value));
    }

    @Override
    public String read(String key) {
        Row row = session.execute(SimpleStatement.newInstance("SELECT value FROM shop.rows WHERE key = ?", key))
                .one();
        return row == null ? "" : String.valueOf(row.getString(0));
    }

    @Override
    public void close() {
        session.close();
    }
}
