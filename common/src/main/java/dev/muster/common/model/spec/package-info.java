/** The cluster as its operator wrote it: the parsed cluster.json, one immutable value a generation. */
@NullMarked
package dev.muster.common.model.spec;

import org.jspecify.annotations.NullMarked;
