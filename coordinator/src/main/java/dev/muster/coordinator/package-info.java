/** The coordinator: decides which component of which host runs when, and says how the cluster is. */
@NullMarked
package dev.muster.coordinator;

import org.jspecify.annotations.NullMarked;
