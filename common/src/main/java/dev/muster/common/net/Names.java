package dev.muster.common.net;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks one name up, each time anew, on a thread that may block. At most one lookup is under way: a resolver can be slow. */
final class Names {

    private final String host;
    private final EventExecutor thread;
    private @Nullable CompletableFuture<List<InetAddress>> underWay;

    Names(String host, EventExecutor thread) {
        this.host = host;
        this.thread = thread;
    }

    /**
     * All addresses of the name; fails with {@link UnknownHostException} when there are none, and with a time-out when the
     * resolver does not answer in time. Not thread-safe; the future is completed on any thread.
     */
    CompletableFuture<List<InetAddress>> lookUp(long timeoutMs) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            return CompletableFuture.completedFuture(List.of(address(literal)));
        }
        CompletableFuture<List<InetAddress>> lookup = underWay;
        if (lookup == null || lookup.isDone()) {
            lookup = CompletableFuture.supplyAsync(this::ask, thread);
            underWay = lookup;
        }
        // A copy: the time-out ends the waiting, not the lookup.
        return lookup.copy().orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
    }

    private List<InetAddress> ask() {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }

    private InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(host, literal);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four or sixteen bytes are an address", e);
        }
    }
}
