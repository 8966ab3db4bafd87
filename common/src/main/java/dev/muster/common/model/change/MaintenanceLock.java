package dev.muster.common.model.change;

/**
 * That a host is left alone.
 *
 * @param who wants it
 * @param reason in their words
 * @param sinceMs when it began, milliseconds since 1970
 * @param untilMs when it ends by itself, milliseconds since 1970
 * @param drain whether its users are led elsewhere until then; what an older version wrote does not say, and means no
 */
public record MaintenanceLock(String who, String reason, long sinceMs, long untilMs, boolean drain) {}
