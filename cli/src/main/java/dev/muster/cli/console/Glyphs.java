package dev.muster.cli.console;

/** The signs of the screen, in a rich form and in one that any terminal and any locale can show. */
public enum Glyphs {
    UNICODE("✔", "✘", "·", "–", "…", "•", "━", "─", "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"),
    ASCII("+", "x", ".", "-", "...", "*", "#", ".", "|/-\\");

    private final String good;
    private final String bad;
    private final String pending;
    private final String none;
    private final String ellipsis;
    private final String bullet;
    private final String barDone;
    private final String barLeft;
    private final String spinner;

    Glyphs(
            String good,
            String bad,
            String pending,
            String none,
            String ellipsis,
            String bullet,
            String barDone,
            String barLeft,
            String spinner) {
        this.good = good;
        this.bad = bad;
        this.pending = pending;
        this.none = none;
        this.ellipsis = ellipsis;
        this.bullet = bullet;
        this.barDone = barDone;
        this.barLeft = barLeft;
        this.spinner = spinner;
    }

    public String good() {
        return good;
    }

    public String bad() {
        return bad;
    }

    public String pending() {
        return pending;
    }

    public String none() {
        return none;
    }

    public String ellipsis() {
        return ellipsis;
    }

    public String bullet() {
        return bullet;
    }

    /** The sign of something going on; the next frame has the next one. */
    public String busy(long frame) {
        return String.valueOf(spinner.charAt((int) Math.floorMod(frame, (long) spinner.length())));
    }

    /** A progress bar of {@code width} characters. */
    public String bar(int percent, int width) {
        int done = Math.max(0, Math.min(width, width * percent / 100));
        return barDone.repeat(done) + barLeft.repeat(width - done);
    }
}
