package dev.muster.agent.preflight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a file is that was left behind, and that nobody runs on; in the order in which they go. */
enum Leftover {
    OLD_LOG("a log that was put aside", Leftover::isOldLog),
    CORE_DUMP("a core dump; copy it first if somebody is to look at it", Leftover::isCore),
    HEAP_DUMP("a heap dump; copy it first if somebody is to look at it", Leftover::isHeapDump),
    NONE("", file -> true);

    private static final Pattern OLD_LOG_NAME =
            Pattern.compile("(.+\\.log\\.\\d{1,4}|.+-\\d{4}-\\d{2}-\\d{2}(-\\d+)?\\.log)(\\.gz|\\.zip)?");
    private static final byte[] HEAP_DUMP_BEGINS = "JAVA PROFILE 1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ELF_BEGINS = {0x7f, 'E', 'L', 'F'};
    private static final int ELF_TYPE_AT = 16;
    private static final int ELF_CORE = 4;

    private final String words;
    private final Predicate<Path> test;

    Leftover(String words, Predicate<Path> test) {
        this.words = words;
        this.test = test;
    }

    String words() {
        return words;
    }

    /** Reads the beginning of files whose name could be a dump's, because a name alone proves nothing. */
    static Leftover of(Path file) {
        return Arrays.stream(values())
                .filter(kind -> kind.test.test(file))
                .findFirst()
                .orElse(NONE);
    }

    /** The system's own logs are its own matter: somebody may have to answer for them. */
    private static boolean isOldLog(Path file) {
        return OLD_LOG_NAME.matcher(String.valueOf(file.getFileName())).matches() && !file.startsWith("/var/log");
    }

    private static boolean isHeapDump(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".hprof") && startsWith(beginning(file), HEAP_DUMP_BEGINS);
    }

    /** The file format's type 4; the low byte of a number that is written in either order. */
    private static boolean isCore(Path file) {
        if (!String.valueOf(file.getFileName()).matches("core([.-].*)?|.+\\.core")) {
            return false;
        }
        byte[] bytes = beginning(file);
        return startsWith(bytes, ELF_BEGINS)
                && bytes.length >= ELF_TYPE_AT + 2
                && bytes[ELF_TYPE_AT] + bytes[ELF_TYPE_AT + 1] == ELF_CORE;
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length && Arrays.equals(Arrays.copyOf(bytes, beginning.length), beginning);
    }

    private static byte[] beginning(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(ELF_TYPE_AT + 2);
        } catch (IOException e) {
            return new byte[0]; // not ours to read, or gone meanwhile: nothing is known of it
        }
    }
}
