/** Who may join the cluster, and who no longer: decided purely, kept in the store, the same on all coordinators. */
@NullMarked
package dev.muster.coordinator.trust;

import org.jspecify.annotations.NullMarked;
