package dev.muster.coordinator.store;

/** What came of taking the lead. */
public sealed interface TakeResult {

    /** Taken: nobody else can write any more. */
    record Taken(Fence fence) implements TakeResult {}

    /** Another epoch was taken or the state moved since it was read, or the claim is gone. */
    record Refused(String reason) implements TakeResult {}

    /** It may or may not have been taken; begin again with reading. */
    record Unavailable(String reason) implements TakeResult {}
}
