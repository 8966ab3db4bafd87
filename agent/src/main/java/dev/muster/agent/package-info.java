/** The agent: brings the components of one host to the state that the coordinator asks for. */
@NullMarked
package dev.muster.agent;

import org.jspecify.annotations.NullMarked;
