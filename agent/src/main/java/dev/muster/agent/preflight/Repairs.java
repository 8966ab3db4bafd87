package dev.muster.agent.preflight;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Repair.Outcome;
import dev.muster.common.model.plan.LaunchPlan;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repairs on an operator's word what checks of this machine have found, as far as {@link Fixes} has it in its table. */
public final class Repairs {

    private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);
    private static final String READ_ONLY = "Read-only file system"; // as containers have /proc/sys

    private final Preflight preflight;
    private final Neighbours neighbours;

    /**
     * @param preflight that looks at components, and knows what may be done
     * @param neighbours that look at the host's own name
     */
    public Repairs(Preflight preflight, Neighbours neighbours) {
        this.preflight = preflight;
        this.neighbours = neighbours;
    }

    /**
     * Does what is to be done for the checks of these names, one after another: a check may need more for one component than for
     * another. Blocks for some seconds at most.
     *
     * @param own address of this host, as cluster.json names it
     * @param plans what is to run here, with how far it is
     * @return what came of it, at least one for each name
     */
    public List<Repair> repair(String own, Map<LaunchPlan, Preflight.Stage> plans, Collection<String> names) {
        List<Repair> repairs = new ArrayList<>();
        for (String name : new TreeSet<>(names)) {
            List<Repair> ofName = new ArrayList<>();
            plans.forEach((plan, stage) -> preflight.look(plan, plans.keySet(), stage).stream()
                    .filter(check -> check.name().equals(name) && check.result() == Result.FAILED)
                    .forEach(check -> ofName.add(
                            repair(check, preflight.fixes().of(name, plan).orElse(null)))));
            Check address = neighbours.lookAtOwn(own);
            if (address.name().equals(name) && address.result() == Result.FAILED) {
                ofName.add(repair(address, neighbours.repair(address, own).orElse(null)));
            }
            if (ofName.isEmpty()) {
                ofName.add(new Repair(name, Outcome.REFUSED, "no check of that name fails here now", ""));
            }
            repairs.addAll(ofName);
        }
        return repairs;
    }

    private Repair repair(Check check, Fixes.@Nullable Deed deed) {
        String name = check.name();
        if (deed == null) {
            String hint = Objects.requireNonNull(check.failure()).hint();
            return new Repair(name, Outcome.REFUSED, "that is left to a person", hint);
        }
        String what = deed.told().what();
        String command = deed.told().command();
        try {
            deed.action().run();
            LOG.info("{}: {}, asked by an operator", name, what);
            return new Repair(name, Outcome.DONE, what, "");
        } catch (IOException e) {
            LOG.warn("{}: could not be repaired ({})", name, what, e);
            return isForbidden(e)
                    ? new Repair(
                            name,
                            Outcome.NOT_PERMITTED,
                            "user " + preflight.ownUid() + ", as which Muster runs here, may not: " + words(e),
                            command)
                    : new Repair(name, Outcome.FAILED, words(e), command);
        }
    }

    private static boolean isForbidden(IOException cause) {
        return cause instanceof AccessDeniedException
                || String.valueOf(cause.getMessage()).contains(READ_ONLY)
                || String.valueOf(cause.getMessage()).contains("not permitted");
    }

    private static String words(IOException cause) {
        if (cause instanceof FileSystemException file) {
            String reason = file.getReason();
            return file.getFile() + ": " + (reason == null ? "permission denied" : reason);
        }
        return String.valueOf(cause.getMessage());
    }
}
