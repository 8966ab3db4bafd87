/**
 * Puts software on the machine: fetches, verifies and unpacks it into a store that all instances of the machine share.
 *
 * <p>{@link dev.muster.agent.install.Installer} is the way in. Everything that comes from outside (plans, servers, archives,
 * {@code settings.xml}) is taken as hostile: a download counts only when its SHA-512 is the pinned one, an archive is
 * looked through as a whole before its first byte is written, and a home appears by one rename or not at all.
 */
@NullMarked
package dev.muster.agent.install;

import org.jspecify.annotations.NullMarked;
