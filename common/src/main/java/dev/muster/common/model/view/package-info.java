/** Immutable snapshots of what the coordinator knows, for the console, status and the HTTP API. */
@NullMarked
package dev.muster.common.model.view;

import org.jspecify.annotations.NullMarked;
