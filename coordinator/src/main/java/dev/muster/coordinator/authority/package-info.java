/** The cluster's own certificate authority. The only place that issues certificates. */
@NullMarked
package dev.muster.coordinator.authority;

import org.jspecify.annotations.NullMarked;
