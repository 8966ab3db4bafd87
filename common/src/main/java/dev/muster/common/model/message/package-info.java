/** What agents and coordinators say to each other. Every message is a full set and may be repeated. */
@NullMarked
package dev.muster.common.model.message;

import org.jspecify.annotations.NullMarked;
