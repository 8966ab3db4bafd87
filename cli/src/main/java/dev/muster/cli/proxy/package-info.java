/** Configurations of load balancers, from roles, ports, probes and readiness. Pure: text from facts. */
@NullMarked
package dev.muster.cli.proxy;

import org.jspecify.annotations.NullMarked;
