package dev.muster.agent.install;

import dev.muster.agent.install.InstallProgress.Phase;
import dev.muster.agent.install.InstallResult.Failed;
import dev.muster.agent.install.InstallResult.Installed;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.Install.Assembled;
import dev.muster.common.model.plan.Install.ExistingHome;
import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a component's software on the machine.
 *
 * <p>Safety rules: (1) a home is whole or not there; (2) nothing gets into one whose SHA-512 is not the pinned one; (3) a
 * failed or killed installation leaves what was there before, and the next one removes what it left; (4) agents of one
 * machine that share a store install a home once.
 */
public final class Installer {

    private static final Logger log = LoggerFactory.getLogger(Installer.class);
    private static final long ABANDONED_MS = TimeUnit.DAYS.toMillis(1);
    private static final int MISSING_SHOWN_MAX = 5;

    private final InstallSettings settings;
    private final Store store;
    private final HttpFetch http;
    private final Executor downloads;
    private final Clock clock;
    private final Set<String> heldHere = ConcurrentHashMap.newKeySet();

    /**
     * @param settings where software comes from and goes to
     * @param downloads runs one download a thread, so that its size is how many run at once; used for nothing else
     */
    public Installer(InstallSettings settings, Executor downloads, Clock clock) {
        this.settings = settings;
        this.store = new Store(settings.store());
        this.http = new HttpFetch(new EnvironmentProxies(settings.environment()), settings.timing());
        this.downloads = downloads;
        this.clock = clock;
    }

    /**
     * Blocks until the software is there. Interrupting the thread cancels it, and its interrupt stays set.
     *
     * @param progress is told on the calling thread, at most a few times a second; not at all when nothing is to be done
     */
    public InstallResult install(Install install, Consumer<InstallProgress> progress) {
        try {
            if (install instanceof ExistingHome existing) {
                return new Installed(checked(existing));
            }
            return new Installed(assembled((Assembled) install, progress));
        } catch (Refusal e) {
            return new Failed(e.failure());
        } catch (InvalidPathException e) {
            return new Failed(PlanCheck.invalid("bad path: " + e.getMessage()).failure());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Failed(Downloads.canceled().failure());
        }
    }

    private static Path checked(ExistingHome existing) throws Refusal {
        Path home = Path.of(existing.home());
        if (!home.isAbsolute() || !Files.isDirectory(home)) {
            throw new Refusal(
                    "HOME_MISSING",
                    "there is no directory " + home + " on this machine",
                    "install the software there, or correct the component's home");
        }
        List<String> missing = existing.requiredFiles().stream()
                .filter(file -> !Files.isReadable(home.resolve(file)))
                .limit(MISSING_SHOWN_MAX)
                .toList();
        if (!missing.isEmpty()) {
            throw new Refusal(new Failure(
                    "HOME_INCOMPLETE",
                    home + " has no readable " + missing.get(0),
                    "is it the right directory? Correct the component's home, or install it again",
                    missing));
        }
        return home;
    }

    private Path assembled(Assembled plan, Consumer<InstallProgress> progress) throws Refusal, InterruptedException {
        PlanCheck.check(plan, store);
        Path home = Path.of(plan.home());
        if (isWhole(home, plan)) {
            return home;
        }
        String name = home.getFileName().toString();
        store.open();
        removeAbandoned();
        InstallProgress waiting =
                new InstallProgress(Phase.WAITING, 0, plan.items().size(), 0, 0);
        try (HomeLock lock = HomeLock.acquire(store, name, heldHere, () -> progress.accept(waiting))) {
            if (!isWhole(home, plan)) { // else the one that we waited for made it
                make(plan, home, name, progress);
            }
        }
        return home;
    }

    private void make(Assembled plan, Path home, String name, Consumer<InstallProgress> progress) throws Refusal {
        long beganMs = clock.nowMs();
        Path staging = store.openStaging(name);
        try {
            new Downloads(store, Sources.of(settings), http, settings.timing(), staging, downloads)
                    .run(plan.items(), progress);
            long bytes = plan.items().stream().mapToLong(Item::sizeBytes).sum();
            int items = plan.items().size();
            progress.accept(new InstallProgress(Phase.ASSEMBLING, items, items, bytes, bytes));
            Path built = new HomeAssembly(store, ArchiveLimits.DEFAULT).assemble(plan, staging);
            store.publishHome(built, home, staging);
            log.info("installed {}: {} items, {} bytes, in {} ms", home, items, bytes, clock.nowMs() - beganMs);
        } finally {
            store.closeStaging(name);
        }
    }

    private static boolean isWhole(Path home, Assembled plan) throws Refusal {
        try {
            return HomeList.isWhole(home, plan);
        } catch (IOException e) {
            throw StoreFailures.of(home, e);
        }
    }

    /** What killed agents left of homes that nobody asks for any more. */
    private void removeAbandoned() {
        for (String name : store.abandoned(clock.wallMs() - ABANDONED_MS)) {
            try {
                HomeLock.tryAcquire(store, name, heldHere).ifPresent(lock -> {
                    try (lock) {
                        log.info("removing {}, which a killed installation left", store.staging(name));
                        store.closeStaging(name);
                    }
                });
            } catch (IOException e) {
                log.warn("cannot look at the lock of {}", name, e);
            }
        }
    }
}
