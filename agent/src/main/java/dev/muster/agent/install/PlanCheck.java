package dev.muster.agent.install;

import dev.muster.common.model.plan.Install.Assembled;
import dev.muster.common.model.plan.Install.Item;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Refuses a plan that could write elsewhere, or that cannot come true. It came over the network. */
final class PlanCheck {

    private static final int ITEMS_MAX = 10_000;
    private static final int STRIP_MAX = 16;

    private PlanCheck() {}

    static void check(Assembled plan, Store store) throws Refusal {
        if (!store.holds(Path.of(plan.home()))) {
            throw invalid("the home " + plan.home() + " is not in " + store.homes());
        }
        if (plan.items().isEmpty() || plan.items().size() > ITEMS_MAX) {
            throw invalid(plan.items().size() + " items, not 1 to " + ITEMS_MAX);
        }
        Set<String> targets = new HashSet<>();
        for (Item item : plan.items()) {
            checkItem(item);
            if (!item.isArchive() && !targets.add(item.target())) {
                throw invalid("two items have the target " + item.target());
            }
        }
    }

    private static void checkItem(Item item) throws Refusal {
        if (!Store.isSha512(item.sha512())
                || !item.sha512().equals(item.sha512().toLowerCase(Locale.ROOT))) {
            throw invalid("the SHA-512 of " + item.source() + " is not 128 small hexadecimal digits");
        }
        if (item.sizeBytes() < 0 || item.sizeBytes() > BlobSink.BYTES_MAX || item.unpackStrip() > STRIP_MAX) {
            throw invalid(item.source() + " has a size or a strip count out of bounds");
        }
        if (partsOf(item).isEmpty() && !item.isArchive()) {
            throw invalid("the target of " + item.source() + " is no file");
        }
    }

    /** Target of an item as parts of a path in the home. */
    static List<String> partsOf(Item item) throws Refusal {
        try {
            return ArchivePath.parse(item.target(), ArchiveLimits.DEFAULT);
        } catch (ArchiveRefusedException e) {
            throw invalid("the target of " + item.source() + ": " + e.getMessage());
        }
    }

    static Refusal invalid(String why) {
        return new Refusal("INSTALL_INVALID", "this cannot be installed: " + why, "correct the component's definition");
    }
}
