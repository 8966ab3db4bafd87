package dev.muster.common.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {

    @Test
    void partsAreClosedInReverseOrderOnceAndWhateverOneOfThemThrows() {
        List<String> closed = new ArrayList<>();
        Parts parts = new Parts();
        parts.keep(() -> closed.add("first"));
        parts.keep(() -> {
            throw new IOException("does not close");
        });
        parts.keep(() -> closed.add("last"));
        parts.close();
        parts.close();
        assertThat(closed).containsExactly("last", "first");
    }
}
