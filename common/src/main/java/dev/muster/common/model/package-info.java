/**
 * The words everyone speaks: ids, states and failures. Everything here is immutable, and nothing here does anything:
 * both cores, the wire, the store and the command line share these types and no others.
 */
@NullMarked
package dev.muster.common.model;

import org.jspecify.annotations.NullMarked;
