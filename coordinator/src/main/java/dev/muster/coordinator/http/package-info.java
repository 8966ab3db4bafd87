/**
 * The coordinator over HTTP: status, logs, events and stop, as docs/http-api.md describes them. It reads snapshots and asks
 * for what shall happen; it decides nothing. Whoever wires it implements {@link dev.muster.coordinator.http.ClusterControl}.
 */
@NullMarked
package dev.muster.coordinator.http;

import org.jspecify.annotations.NullMarked;
