package dev.muster.coordinator.store.memory;

import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StateStoreContract;

final class MemoryStateStoreTest extends StateStoreContract {

    private final MemoryStateStore store = new MemoryStateStore();

    @Override
    protected StateStore store() {
        return store;
    }

    @Override
    protected Claim claim() {
        return store.claim();
    }

    @Override
    protected void withdraw(Claim claim) {
        store.withdraw(claim);
    }
}
