package dev.muster.common.component;

import dev.muster.common.model.plan.LaunchPlan.CauseRule;
import java.util.List;

/** Causes that any process can die of, whatever it is; a definition's own come first. */
final class GeneralCauses {

    static final List<CauseRule> ALL = List.of(
            new CauseRule(
                    "No space left on device",
                    "DISK_FULL",
                    "the disk is full",
                    "free space (muster doctor HOST names what can go), or move the instance with the setting \"dir\""),
            new CauseRule(
                    "Too many open files",
                    "OPEN_FILES_TOO_FEW",
                    "the limit of open files was reached",
                    "raise it: LimitNOFILE of the service, or ulimit -n"),
            new CauseRule(
                    "Address already in use|Failed to bind",
                    "PORT_IN_USE",
                    "another process listens on one of its ports",
                    "end that process (ss -ltnp shows it), or change the port's setting"),
            new CauseRule(
                    "Cannot assign requested address",
                    "ADDRESS_NOT_LOCAL",
                    "the host's address in cluster.json is none of this machine's",
                    "correct the host's key or its \"address\" in cluster.json"),
            new CauseRule(
                    "java.lang.OutOfMemoryError",
                    "OUT_OF_MEMORY",
                    "its heap is too small",
                    "raise the setting that sizes it (heap, memory)"),
            new CauseRule(
                    "Could not reserve enough space|Cannot allocate memory|insufficient memory for the Java Runtime",
                    "OUT_OF_MEMORY",
                    "the machine has too little free memory",
                    "free memory, or lower the setting that sizes its heap"),
            new CauseRule(
                    "UnsupportedClassVersionError|Unrecognized VM option",
                    "JAVA_UNSUITABLE",
                    "this Java is not one that it works with",
                    "choose another with the setting \"java\""),
            new CauseRule(
                    "Permission denied|AccessDeniedException",
                    "PERMISSION_DENIED",
                    "its user may not read or write one of its files",
                    "correct the owner of the instance's directory: another user may have started it before"));

    private GeneralCauses() {}
}
