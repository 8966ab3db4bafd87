package dev.muster.common.model.spec;

import dev.muster.common.model.ComponentId;

/**
 * Where a component shows metrics of its own in Prometheus' format, over HTTP.
 *
 * @param component whose they are
 * @param kind name of its definition
 * @param address that it listens on
 * @param port that it listens on
 * @param path of the page, with a slash at its beginning
 */
public record MetricsTarget(ComponentId component, String kind, String address, int port, String path) {}
