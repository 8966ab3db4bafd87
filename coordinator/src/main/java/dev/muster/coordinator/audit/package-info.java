/**
 * Who did what: an append-only file of hash-chained entries a coordinator, and the check that finds what was changed in it.
 * docs/security.md says what it promises.
 */
@NullMarked
package dev.muster.coordinator.audit;

import org.jspecify.annotations.NullMarked;
