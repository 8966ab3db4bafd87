package dev.muster.common.model;

/**
 * Where a component listens.
 *
 * @param component whose port it is
 * @param address as cluster.json or the component's definition names it: a name or an address
 * @param port 1 to 65535
 * @param name of the port, for example {@code cql}
 */
public record Place(ComponentId component, String address, int port, String name) {}
