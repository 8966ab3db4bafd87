package dev.muster.common.component;

import dev.muster.common.model.AgentFacts.JavaHome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The feature releases of Java that a component works with, both ends included. */
public record JavaRange(int min, int max) {

    public boolean accepts(int feature) {
        return feature >= min && feature <= max;
    }

    /** The lowest release that fits, as the one that the range was tried with; among equals the one the agent named first. */
    Optional<JavaHome> choose(List<JavaHome> homes) {
        return homes.stream().filter(home -> accepts(home.feature())).min(Comparator.comparingInt(JavaHome::feature));
    }

    @Override
    public String toString() {
        return min == max ? "Java " + min : "Java " + min + " to " + max;
    }
}
