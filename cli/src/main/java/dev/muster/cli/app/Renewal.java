package dev.muster.cli.app;

import dev.muster.agent.node.AgentNode;
import dev.muster.cli.command.CommandFailure;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.message.Message.Authorities;
import dev.muster.common.model.message.Message.AuthorityHeld;
import dev.muster.common.security.CredentialFiles;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews this host's certificates: before they end, and when the cluster's authority is exchanged. One thread of its own.
 *
 * <p>All hosts hear of an exchange at once: each waits for a moment of its own, so that the coordinators are not all asked at once.
 */
final class Renewal implements AgentNode.Certificates, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Renewal.class);
    private static final long LOOK_MS = 60_000;
    private static final long AGAIN_MS = 2_000;
    private static final long SPREAD_MS_PER_HOST = 5;
    private static final long SPREAD_MS_MAX = 60_000;

    /** Of the life of a certificate: it is looked at often enough. */
    private static final long LOOKS_IN_A_LIFE = 20;

    private final HostIdentity identity;
    private final CredentialFiles credentials;
    private final long lookMs;
    private final long spreadMs;
    private final ScheduledExecutorService thread;
    private @Nullable Wanted wanted;

    private record Wanted(Authorities authorities, Consumer<AuthorityHeld> answer) {}

    /**
     * @param credentials the agent's
     * @param lifeMs how long certificates count that are issued, in milliseconds
     * @param hosts of the cluster
     */
    Renewal(HostIdentity identity, CredentialFiles credentials, long lifeMs, int hosts) {
        this.identity = identity;
        this.credentials = credentials;
        this.lookMs = Math.max(1_000, Math.min(LOOK_MS, lifeMs / LOOKS_IN_A_LIFE));
        this.spreadMs = Math.min(SPREAD_MS_MAX, SPREAD_MS_PER_HOST * hosts);
        this.thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-renewal"));
    }

    /** Looks at the dates from now on. */
    void begin() {
        thread.scheduleWithFixedDelay(this::look, lookMs, lookMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void authorities(Authorities now, Consumer<AuthorityHeld> answer) {
        thread.execute(() -> {
            wanted = new Wanted(now, answer);
            if (HostIdentity.isOf(credentials.get(), now.believed())) {
                exchange();
            } else {
                later(ThreadLocalRandom.current().nextLong(spreadMs + 1));
            }
        });
    }

    private void later(long afterMs) {
        thread.schedule(this::exchange, afterMs, TimeUnit.MILLISECONDS);
    }

    /** Renews until the certificates are as they should be, then says so. */
    private void exchange() {
        Wanted now = wanted;
        if (now == null || now.authorities().believed().isEmpty()) {
            return;
        }
        if (!HostIdentity.isOf(credentials.get(), now.authorities().believed())) {
            renew();
        }
        if (HostIdentity.isOf(credentials.get(), now.authorities().believed())) {
            now.answer().accept(new AuthorityHeld(now.authorities().believed().get(0)));
            wanted = null;
        } else {
            later(AGAIN_MS);
        }
    }

    private void look() {
        if (HostIdentity.isDue(credentials.get(), Instant.now())) {
            renew();
        }
    }

    private void renew() {
        try {
            LOG.info("this host's certificates: {}", identity.renew(credentials.get()));
        } catch (CommandFailure e) {
            LOG.warn("this host's certificates are not renewed: {}", e.failure());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
