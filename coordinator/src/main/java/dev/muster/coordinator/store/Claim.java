package dev.muster.coordinator.store;

/** Names a right to lead that its holder loses when its session with the store ends: the path of an election's ephemeral node. */
public record Claim(String path) {}
