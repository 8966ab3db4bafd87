package dev.muster.agent.install;

import dev.muster.common.model.plan.Install.Assembled;
import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/** Puts a home together from verified blobs, in a directory that only this installation can reach. */
final class HomeAssembly {

    private final Store store;
    private final ArchiveLimits limits;

    HomeAssembly(Store store, ArchiveLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** Makes {@code STAGING/home} with everything in it, its list last, and gives its path. */
    Path assemble(Assembled plan, Path staging) throws Refusal {
        Path built = staging.resolve("home");
        try {
            PrivateFiles.createDirectory(built);
            for (Item item : plan.items()) {
                add(item, built);
                if (Thread.interrupted()) {
                    Thread.currentThread().interrupt();
                    throw Downloads.canceled();
                }
            }
            HomeList.write(built, plan);
            return built;
        } catch (IOException e) {
            throw StoreFailures.of(built, e);
        }
    }

    private void add(Item item, Path built) throws Refusal {
        List<String> parts = PlanCheck.partsOf(item);
        Path target = built.resolve(String.join("/", parts));
        try {
            if (item.isArchive()) {
                PrivateFiles.makeFolders(built, parts);
                ArchiveUnpacking.unpack(store.blob(item.sha512()), target, item.unpackStrip(), limits);
            } else {
                PrivateFiles.makeFolders(built, parts.subList(0, parts.size() - 1));
                store.place(item.sha512(), target);
            }
        } catch (ArchiveRefusedException e) {
            throw new Refusal(
                    "ARCHIVE_REFUSED",
                    item.source() + " is not unpacked: " + e.getMessage(),
                    "it is what its SHA-512 says, so the definition names a bad archive: name another one");
        } catch (FileAlreadyExistsException e) {
            throw PlanCheck.invalid("two items hold " + item.target() + ", or something in it: " + e.getFile());
        } catch (IOException e) {
            throw StoreFailures.of(target, e);
        }
    }
}
