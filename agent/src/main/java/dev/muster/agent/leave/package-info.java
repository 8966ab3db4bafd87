/** How a component leaves its cluster in its own way, as its definition says. */
@NullMarked
package dev.muster.agent.leave;

import org.jspecify.annotations.NullMarked;
