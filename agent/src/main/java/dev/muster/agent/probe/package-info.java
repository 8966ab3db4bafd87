/**
 * Asks components, and their peers about them, how they are: over TCP, HTTP, CQL, their log or a command. Every answer
 * becomes a JSON document, and all checks are of one kind. Answers come from outside: each is bounded in size and time.
 */
@NullMarked
package dev.muster.agent.probe;

import org.jspecify.annotations.NullMarked;
