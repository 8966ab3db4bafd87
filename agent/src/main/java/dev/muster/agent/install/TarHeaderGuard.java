package dev.muster.agent.install;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bounds what a tar's headers may take: the library holds an entry's long name in memory, however long it claims to be. */
final class TarHeaderGuard extends FilterInputStream {

    private static final long HEADER_BYTES_MAX = 1 << 20;

    private long left = Long.MAX_VALUE;

    TarHeaderGuard(InputStream in) {
        super(in);
    }

    void beginHeaders() {
        left = HEADER_BYTES_MAX;
    }

    void endHeaders() {
        left = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        taken(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        taken(Math.max(0, read));
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        taken(skipped);
        return skipped;
    }

    private void taken(long count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new ArchiveRefusedException("an entry's header is larger than " + HEADER_BYTES_MAX + " bytes");
        }
    }
}
