package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

final class ProblemsTest {

    /** Real causes: what the server itself gives to the handler when a client goes in the middle of its body. */
    @Test
    void rule1_aClientThatGoesIsNoFault() throws Exception {
        List<Throwable> causes = new CopyOnWriteArrayList<>();
        Server server = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", 0))
                .service(
                        "/",
                        (context, request) ->
                                HttpResponse.of(request.aggregate().thenApply(whole -> HttpResponse.of(HttpStatus.OK))))
                .errorHandler((context, cause) -> {
                    causes.add(cause);
                    return HttpResponse.of(HttpStatus.SERVICE_UNAVAILABLE);
                })
                .build();
        server.start().join();
        try (Socket socket = new Socket("127.0.0.1", server.activeLocalPort())) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{".getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
        await().until(() -> !causes.isEmpty());
        server.stop().join();
        assertThat(causes).allMatch(Problems::isClientGone);
    }

    @Test
    void rule2_everyOtherCauseIs() {
        assertThat(Problems.isClientGone(new IllegalStateException("closed"))).isFalse();
        assertThat(Problems.isClientGone(new NullPointerException())).isFalse();
    }
}
