/**
 * Who may do what: permissions, roles and access tokens. Pure: the time is a parameter, tokens are made by the shell, and of a
 * token's secret only the hash is ever kept.
 */
@NullMarked
package dev.muster.coordinator.auth;

import org.jspecify.annotations.NullMarked;
