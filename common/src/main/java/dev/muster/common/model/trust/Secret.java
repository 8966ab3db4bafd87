package dev.muster.common.model.trust;

/** A text that must not be seen: it prints as {@code ***}, so that no message, log line or record shows it by accident. */
public record Secret(String reveal) {

    private static final String SHOWN = "***";

    @Override
    public String toString() {
        return SHOWN;
    }
}
