/**
 * cluster.json: its text becomes a {@link dev.muster.common.model.spec.ClusterSpec}, or every problem in it, each with line,
 * column, a code (docs/problems.md) and what to do. The text is hostile: size, depth, hosts and merged settings are bounded, and
 * nothing here throws because of what a file says. The format is described in docs/cluster-json.md.
 *
 * <p>One pass builds a tree in which every key and value knows its place; all checks work on that tree.
 */
@NullMarked
package dev.muster.common.spec;

import org.jspecify.annotations.NullMarked;
