/**
 * What an agent must not forget: its goals and launches, on disk, whole after any crash. And the lock that keeps a second
 * agent away from them.
 */
@NullMarked
package dev.muster.agent.journal;

import org.jspecify.annotations.NullMarked;
