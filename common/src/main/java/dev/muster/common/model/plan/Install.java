package dev.muster.common.model.plan;

import java.util.List;

/** Where a component's software comes from. */
public sealed interface Install {

    /** The home directory, absolute: never written to once it is there. */
    String home();

    /** Software that is on the machine already and is only looked at. */
    record ExistingHome(String home, List<String> requiredFiles) implements Install {
        public ExistingHome {
            requiredFiles = List.copyOf(requiredFiles);
        }
    }

    /**
     * A home put together from verified downloads, kept in the agent's store and shared by all instances.
     *
     * @param home {@code STORE/homes/NAME-VERSION-HASH}: the hash names the items, so that two lists never meet
     * @param items everything in it
     */
    record Assembled(String home, List<Item> items) implements Install {
        public Assembled {
            items = List.copyOf(items);
        }
    }

    /**
     * One download.
     *
     * @param source where it is fetched: {@code maven:GROUP:ARTIFACT:VERSION[:EXTENSION[:CLASSIFIER]]}, or an http(s) or file URL
     * @param sha512 in hex; the download is refused when it differs
     * @param sizeBytes exact size; 0 when unknown
     * @param target path in the home, for example {@code jars/a.jar}; for an archive the folder it is unpacked to, {@code .} for the home
     * @param unpackStrip leading path parts taken off when unpacking; -1 when the file is put there as it is
     */
    record Item(String source, String sha512, long sizeBytes, String target, int unpackStrip) {

        public boolean isArchive() {
            return unpackStrip >= 0;
        }
    }
}
