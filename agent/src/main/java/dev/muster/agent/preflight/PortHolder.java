package dev.muster.agent.preflight;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The process that listens on a port.
 *
 * @param command name of the program, for Java the main class or jar; never its arguments, they may hold secrets
 */
record PortHolder(long pid, String command) {

    private static final String LISTEN = "0A";
    private static final int STATE = 3;
    private static final int INODE = 9;

    /** Empty when nobody listens, or when the listener belongs to another user and we are not root. */
    static Optional<PortHolder> find(SystemFiles system, InetAddress address, int port) {
        Set<String> sockets = new LinkedHashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : system.lines(table)) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > INODE && columns[STATE].equals(LISTEN) && covers(columns[1], address, port)) {
                    sockets.add("socket:[" + columns[INODE] + "]");
                }
            }
        }
        return sockets.isEmpty() ? Optional.empty() : ownerOf(system, sockets);
    }

    /** Whether a listener on {@code local}, ADDRESS:PORT in hexadecimal, is in the way of one on {@code address}. */
    private static boolean covers(String local, InetAddress address, int port) {
        int colon = local.indexOf(':');
        if (colon < 0 || !local.substring(colon + 1).equalsIgnoreCase(String.format("%04X", port))) {
            return false;
        }
        try {
            InetAddress listener = InetAddress.getByAddress(bytes(local.substring(0, colon)));
            return listener.isAnyLocalAddress() || address.isAnyLocalAddress() || listener.equals(address);
        } catch (UnknownHostException | IllegalArgumentException e) {
            return false; // not a line of this table
        }
    }

    /** The kernel prints an address as 32-bit numbers, which on the machines that we run on begin with their last byte. */
    private static byte[] bytes(String hex) {
        byte[] printed = HexFormat.of().parseHex(hex);
        byte[] bytes = new byte[printed.length];
        for (int i = 0; i < printed.length; i++) {
            bytes[i] = printed[(i / 4) * 4 + 3 - i % 4];
        }
        return bytes;
    }

    private static Optional<PortHolder> ownerOf(SystemFiles system, Set<String> sockets) {
        for (Path process : SystemFiles.entries(system.at("/proc"))) {
            String pid = String.valueOf(process.getFileName());
            if (!pid.matches("\\d{1,10}")) {
                continue;
            }
            for (Path file : SystemFiles.entries(process.resolve("fd"))) {
                if (sockets.contains(linkOf(file))) {
                    return Optional.of(new PortHolder(Long.parseLong(pid), command(process)));
                }
            }
        }
        return Optional.empty();
    }

    private static String linkOf(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            return ""; // closed while we looked
        }
    }

    private static String command(Path process) {
        String[] argv = SystemFiles.text(process.resolve("cmdline")).orElse("").split("\0", -1);
        String program = argv[0].substring(argv[0].lastIndexOf('/') + 1);
        if (program.isEmpty()) {
            return SystemFiles.text(process.resolve("comm")).orElse("?").strip();
        }
        return program.equals("java") ? "java " + mainOf(argv) : program;
    }

    private static String mainOf(String[] argv) {
        for (int i = 1; i < argv.length; i++) {
            String word = argv[i];
            if (word.equals("-cp") || word.equals("-classpath") || word.equals("--class-path") || word.equals("-p")) {
                i++;
            } else if (!word.startsWith("-")) {
                String shown = word.substring(word.lastIndexOf('/') + 1);
                return shown.length() > 100 ? shown.substring(0, 100) : shown;
            }
        }
        return "";
    }
}
