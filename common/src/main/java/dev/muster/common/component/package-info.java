/**
 * Component definitions: HOCON text in, checked {@code ComponentDefinition}s out; and definition + cluster + host facts ->
 * {@code LaunchPlan} and {@code RoleRules}. Pure, but for the reading of the definitions' files.
 *
 * <p>The program knows no product by name: what is special about Spark, Cassandra or OpenSearch stands in the definitions under
 * {@code components/}. Values never reach a file by splicing: files are trees, and typed writers escape them.
 */
@NullMarked
package dev.muster.common.component;

import org.jspecify.annotations.NullMarked;
