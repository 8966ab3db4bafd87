/**
 * One thin class a command, and what commands share: exit codes, the client of the coordinator's API, the records of running
 * starts. Commands that only talk to a cluster load no logging and no network library: they answer within a quarter second.
 */
@NullMarked
package dev.muster.cli.command;

import org.jspecify.annotations.NullMarked;
