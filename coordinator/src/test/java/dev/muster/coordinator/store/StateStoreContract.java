package dev.muster.coordinator.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.coordinator.store.WriteResult.Reason;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store does; the numbers are those of the safety rules of {@link StateStore}. */
public abstract class StateStoreContract {

    protected static final ClusterId ID = new ClusterId("c-1");

    protected abstract StateStore store();

    protected abstract Claim claim() throws Exception;

    protected abstract void withdraw(Claim claim) throws Exception;

    @Test
    void aFreshStoreIsEmpty() {
        assertThat(store().read().join()).isInstanceOf(ReadResult.Empty.class);
    }

    @Test
    void rule4_aClusterIsFormedOnce() {
        assertThat(store().form(Founding.first(ID)).join()).isEqualTo(FormResult.FORMED);
        assertThat(store().form(Founding.first(new ClusterId("c-2"))).join()).isEqualTo(FormResult.ALREADY_THERE);
        assertThat(found().id()).isEqualTo(ID);
        assertThat(found().fence().epoch()).isEqualTo(Epoch.NONE);
        assertThat(found().state()).isNull();
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        Fence fence = lead(claim());
        int version =
                stored(store().write(fence, found().version(), bytes("one")).join());
        stored(store().write(fence, version, bytes("two")).join());
        assertThat(found().state()).isEqualTo(bytes("two"));
        assertThat(found().fence()).isEqualTo(fence);
    }

    @Test
    void anEmptyStateIsNotTheSameAsNone() throws Exception {
        Fence fence = lead(claim());
        stored(store().write(fence, found().version(), new byte[0]).join());
        assertThat(found().state()).isEmpty();
    }

    @Test
    void rule1_aWriteOverAnotherVersionIsRefused() throws Exception {
        Fence fence = lead(claim());
        int before = found().version();
        stored(store().write(fence, before, bytes("one")).join());
        assertThat(store().write(fence, before, bytes("two")).join())
                .isEqualTo(new WriteResult.Refused(Reason.VERSION_MOVED));
        assertThat(found().state()).isEqualTo(bytes("one"));
    }

    @Test
    void rule2_anOlderEpochCannotWrite() throws Exception {
        Fence old = lead(claim());
        int version = stored(store().write(old, found().version(), bytes("old")).join());
        Fence current = lead(claim());
        assertThat(store().write(old, version, bytes("late")).join()).isEqualTo(new WriteResult.Refused(Reason.FENCED));
        stored(store().write(current, version, bytes("new")).join());
        assertThat(found().state()).isEqualTo(bytes("new"));
    }

    @Test
    void rule3_epochsStrictlyIncrease() throws Exception {
        Epoch last = Epoch.NONE;
        for (int i = 0; i < 5; i++) {
            Epoch next = lead(claim()).epoch();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    @Test
    void rule3_theLeadIsNotTakenOverAStateThatMoved() throws Exception {
        Fence fence = lead(claim());
        StoredState seen = found();
        stored(store().write(fence, seen.version(), bytes("meanwhile")).join());
        assertThat(store().takeLead(claim(), seen).join()).isInstanceOf(TakeResult.Refused.class);
        assertThat(found().fence()).isEqualTo(fence);
    }

    @Test
    void rule3_theLeadIsNotTakenOverAnotherEpoch() throws Exception {
        lead(claim());
        StoredState seen = found();
        lead(claim());
        assertThat(store().takeLead(claim(), seen).join()).isInstanceOf(TakeResult.Refused.class);
    }

    @Test
    void rule3_whoseClaimIsGoneTakesNoLead() throws Exception {
        Claim claim = claim();
        lead(claim);
        withdraw(claim);
        assertThat(store().takeLead(claim, found()).join()).isInstanceOf(TakeResult.Refused.class);
    }

    @Test
    void aStateThatDoesNotFitIsRefusedBeforeItIsSent() throws Exception {
        Fence fence = lead(claim());
        WriteResult result =
                store().write(fence, found().version(), noise(1_000_000)).join();
        assertThat(result).isInstanceOfSatisfying(WriteResult.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("STORE_TOO_LARGE"));
        assertThat(found().state()).isNull();
    }

    @Test
    void aStateJustBelowTheLimitIsStored() throws Exception {
        Fence fence = lead(claim());
        byte[] large = noise(999_500);
        stored(store().write(fence, found().version(), large).join());
        assertThat(found().state()).isEqualTo(large);
    }

    @Test
    void writingBeforeAClusterIsFormedIsRefused() {
        assertThat(store().write(new Fence(new Epoch(1), 1), 0, bytes("x")).join())
                .isEqualTo(new WriteResult.Refused(Reason.WIPED));
    }

    protected final StoredState found() {
        return ((ReadResult.Found) store().read().join()).state();
    }

    protected final Fence lead(Claim claim) {
        store().form(Founding.first(ID)).join();
        return ((TakeResult.Taken) store().takeLead(claim, found()).join()).fence();
    }

    protected static int stored(WriteResult result) {
        assertThat(result).isInstanceOf(WriteResult.Stored.class);
        return ((WriteResult.Stored) result).version();
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(7).nextBytes(noise);
        return noise;
    }
}
