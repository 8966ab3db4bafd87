package dev.muster.common.model.change;

/**
 * That one person alone changes something.
 *
 * @param scope what
 * @param who holds it
 * @param reason in their words
 * @param sinceMs when it began, milliseconds since 1970
 * @param untilMs when it ends by itself, milliseconds since 1970
 */
public record Lock(LockScope scope, String who, String reason, long sinceMs, long untilMs) {}
