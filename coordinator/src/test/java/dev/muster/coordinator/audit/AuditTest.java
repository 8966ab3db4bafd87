package dev.muster.coordinator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditTest {

    @TempDir
    private Path folder;

    private static Deed deed(int number) {
        return new Deed(
                "ann", "operator", "abcdefghij", "host.stop", "10.0.0." + number, "10.0.0.9", Deed.DONE, "move", 1);
    }

    private void write(int from, int to) throws IOException {
        try (AuditWriter writer = new AuditWriter(folder, 1 << 20, 3)) {
            for (int i = from; i <= to; i++) {
                writer.append(1_000L * i, deed(i), 0);
            }
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("audit.log"));
    }

    private void put(List<String> lines) throws IOException {
        Files.writeString(folder.resolve("audit.log"), String.join("\n", lines) + "\n");
    }

    private AuditCheck.Findings check() throws IOException {
        return AuditCheck.ofDirectory(folder);
    }

    @Test
    void anEntryIsOneLineOfJsonAndWhatIsWrittenIsWhole() throws IOException {
        write(1, 3);
        assertThat(lines().get(0))
                .startsWith(
                        "{\"sequence\":1,\"at\":\"1970-01-01T00:00:01.000Z\",\"who\":\"ann\",\"roles\":\"operator\","
                                + "\"token\":\"abcdefghij\",\"action\":\"host.stop\",\"target\":\"10.0.0.1\",\"from\":\"10.0.0.9\","
                                + "\"result\":\"DONE\",\"reason\":\"move\",\"previous\":\"0000");
        assertThat(check()).isEqualTo(new AuditCheck.Findings(1, 3, 3, List.of()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit.log"))))
                .isEqualTo("rw-------");
    }

    @Test
    void eachFlippedByteIsFound() throws IOException {
        write(1, 3);
        for (String name : List.of("audit.log", "audit.head")) {
            Path file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < whole.length; i++) {
                for (int bit : new int[] {0x01, 0x20, 0x80}) {
                    byte[] flipped = whole.clone();
                    flipped[i] ^= (byte) bit;
                    Files.write(file, flipped);
                    assertThat(check().isWhole())
                            .as("%s, byte %s, bit %s", name, i, bit)
                            .isFalse();
                }
            }
            Files.write(file, whole);
        }
        assertThat(check().isWhole()).isTrue();
    }

    @Test
    void aRemovedASwappedADoubledAndATruncatedEntryAreFound() throws IOException {
        write(1, 5);
        List<String> whole = lines();
        for (int i = 0; i < 5; i++) {
            List<String> fewer = new ArrayList<>(whole);
            fewer.remove(i);
            put(fewer);
            assertThat(check().problems()).as("without " + (i + 1)).isNotEmpty();
        }
        for (int i = 0; i < 4; i++) {
            List<String> swapped = new ArrayList<>(whole);
            Collections.swap(swapped, i, i + 1);
            put(swapped);
            assertThat(check().problems()).as("swapped " + (i + 1)).isNotEmpty();
        }
        List<String> doubled = new ArrayList<>(whole);
        doubled.add(2, whole.get(2));
        put(doubled);
        assertThat(check().problems()).contains("audit.log:4: entry 3 follows entry 3");
        put(whole.subList(0, 3));
        assertThat(check().problems()).containsExactly("the end is missing: the newest entry is 3, and was 5");
        Files.writeString(folder.resolve("audit.log"), "");
        assertThat(check().isWhole()).isFalse();
    }

    @Test
    void anEntryThatWasMadeAnewIsFoundByTheNextOne() throws IOException {
        write(1, 3);
        List<String> lines = lines();
        Link before = Entry.read(lines.get(0)).orElseThrow().link();
        lines.set(1, Entry.write(before, 2_000, deed(99), 0));
        put(lines);
        assertThat(check().problems()).containsExactly("audit.log:3: entry 3 was made behind another entry 2");
    }

    @Test
    void rule2_aMissingEndStaysMissing() throws IOException {
        write(1, 5);
        put(lines().subList(0, 3));
        write(6, 7);
        assertThat(check().problems()).containsExactly("audit.log:4: entry 6 follows entry 3");
        try (AuditWriter writer = new AuditWriter(folder, 1 << 20, 3)) {
            assertThat(writer.trouble()).isEmpty();
        }
    }

    @Test
    void anUnfinishedEntryOfAKilledProcessIsToldAndTheChainGoesOn() throws IOException {
        write(1, 2);
        Files.writeString(folder.resolve("audit.log"), "{\"sequence\":3,\"at", StandardOpenOption.APPEND);
        assertThat(check().problems())
                .containsExactly("audit.log:3: this is not an entry", "audit.log: the last entry is unfinished");
        try (AuditWriter writer = new AuditWriter(folder, 1 << 20, 3)) {
            assertThat(writer.trouble()).isEqualTo("17 bytes of an unfinished entry were removed");
            writer.append(3_000, deed(3), 0);
        }
        assertThat(check()).isEqualTo(new AuditCheck.Findings(1, 3, 3, List.of()));
    }

    @Test
    void fullFilesArePutAsideAndTheChainGoesOnThroughThem() throws IOException {
        try (AuditWriter writer = new AuditWriter(folder, 1_000, 3)) {
            for (int i = 1; i <= 20; i++) {
                writer.append(1_000L * i, deed(i), 0);
            }
            assertThat(writer.recent(Entry.time(0), 5))
                    .hasSize(5)
                    .last()
                    .asString()
                    .contains("\"sequence\":20,");
            assertThat(writer.recent(Entry.time(19_000), 5)).hasSize(2);
        }
        AuditCheck.Findings findings = check();
        assertThat(findings.problems()).isEmpty();
        assertThat(findings.first()).isGreaterThan(1);
        assertThat(findings.last()).isEqualTo(20);
        List<Path> full = new AuditFiles(folder).full();
        assertThat(full).hasSize(2);
        Files.delete(full.get(0));
        assertThat(check().problems()).singleElement().asString().startsWith("the oldest entry is ");
    }

    @Test
    void whatIsHostileInATextStaysInItsField() throws IOException {
        try (AuditWriter writer = new AuditWriter(folder, 1 << 20, 3)) {
            String text = "\",\"hash\":\"" + "0".repeat(64) + "\"}\n{\"sequence\":9\u001b[31m\u00e4\ud83d\ude00"
                    + "x".repeat(5_000);
            writer.append(1_000, Deed.noticed(text, text, text, text, text), 7);
        }
        assertThat(lines())
                .singleElement()
                .asString()
                .matches("\\p{ASCII}{1,20000}")
                .contains("\"dropped\":7");
        assertThat(check().isWhole()).isTrue();
    }

    @Test
    void alikeRefusalsAreOneEntryAndTheirNumber() throws IOException {
        AuditLog log = new AuditLog(new AuditWriter(folder, 1 << 20, 3), Clock.system());
        for (int i = 0; i < 10_000; i++) {
            log.refused(new Deed("unauthenticated", "", "", "GET /", "", "10.0.0.1", "TOKEN_UNKNOWN", "", 1));
        }
        for (int i = 0; i < 1_000; i++) {
            log.refused(new Deed("unauthenticated", "", "", "GET /", "", "10.1.0." + i, "TOKEN_UNKNOWN", "", 1));
        }
        log.done(deed(1));
        assertThat(log.recent(60_000, 1_000).join()).anyMatch(line -> line.contains("host.stop"));
        log.close();
        String text = Files.readString(folder.resolve("audit.log"), StandardCharsets.ISO_8859_1);
        assertThat(text).contains("\"times\":9999", "several addresses");
        assertThat(text.lines().count()).isLessThan(120);
        assertThat(check().isWhole()).isTrue();
    }

    @Test
    void whatCannotWaitIsCountedInTheNextEntry() throws IOException {
        AuditLog log = new AuditLog(new AuditWriter(folder, 64 << 20, 3), Clock.system());
        for (int i = 0; i < 50_000; i++) {
            log.done(deed(1));
        }
        log.recent(1, 1).join();
        log.done(deed(2));
        log.close();
        long written = 0;
        long dropped = 0;
        for (String line : lines()) {
            written++;
            int at = line.indexOf("\"dropped\":");
            dropped += at < 0 ? 0 : Long.parseLong(line.substring(at + 10, line.indexOf(',', at)));
        }
        assertThat(written + dropped).isEqualTo(50_001);
        assertThat(check().isWhole()).isTrue();
    }
}
