/** Words about changing a running cluster: what is planned, and how far it is. */
@NullMarked
package dev.muster.common.model.change;

import org.jspecify.annotations.NullMarked;
