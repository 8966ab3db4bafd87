package dev.muster.cli.command;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a trial sees of a {@code start}: a process that ends when its standard input does, and on the first host an API and a
 * record of the run. The kind of component says how it goes: {@code well}, {@code gives-up} or {@code exits-3}.
 */
public final class PretendedHost {

    private PretendedHost() {}

    public static void main(String[] arguments) throws IOException {
        List<String> options = Arrays.asList(arguments);
        String host = value(options, "--host");
        String kind = value(options, "--components");
        if (kind.equals("exits-3") && host.endsWith(".2")) {
            System.out.println("the last words of " + host);
            System.exit(3);
        }
        if (host.endsWith(".1")) {
            serve(host, kind, Path.of(value(options, "--dir")));
        }
        while (System.in.read() >= 0) {
            // the owner says nothing; its end is what counts
        }
        System.exit(0);
    }

    private static void serve(String host, String kind, Path directory) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(host, 0), 0);
        String state = kind.equals("well") ? "STARTED" : "STARTING";
        String status = "{\"schema\":\"muster/status/1\",\"cluster\":\"demo\",\"id\":\"x\",\"state\":\"" + state
                + "\",\"leader\":\"" + host + "\",\"hosts\":[{\"name\":\"" + host
                + "\",\"state\":\"REGISTERED\",\"roles\":["
                + "{\"role\":\"master\",\"state\":\"FAILED\",\"gaveUp\":" + kind.equals("gives-up") + "}]}]}";
        server.createContext("/v1/cluster", exchange -> {
            byte[] bytes = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            if (exchange.getRequestMethod().equals("POST")) {
                System.exit(0);
            }
        });
        server.start();
        URI api = URI.create("http://" + host + ":" + server.getAddress().getPort() + "/");
        new RunRecords(Surroundings.ofProcess("test", PretendedHost.class))
                .add("demo", host, List.of(api), Path.of("c"), directory);
    }

    private static String value(List<String> options, String name) {
        int at = options.indexOf(name);
        return at < 0 ? "" : options.get(at + 1);
    }
}
