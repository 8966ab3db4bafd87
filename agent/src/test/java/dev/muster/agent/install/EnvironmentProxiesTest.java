package dev.muster.agent.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnvironmentProxiesTest {

    private static String proxy(Map<String, String> environment, String uri) {
        Proxy proxy =
                new EnvironmentProxies(environment).select(URI.create(uri)).get(0);
        return proxy.address() instanceof InetSocketAddress address
                ? address.getHostString() + ":" + address.getPort()
                : "direct";
    }

    @Test
    void eachSchemeHasItsVariable() {
        Map<String, String> environment = Map.of("https_proxy", "http://a:1", "http_proxy", "b:2");
        assertThat(proxy(environment, "https://repo.example/x")).isEqualTo("a:1");
        assertThat(proxy(environment, "http://repo.example/x")).isEqualTo("b:2");
        assertThat(proxy(Map.of(), "https://repo.example/x")).isEqualTo("direct");
    }

    @Test
    void theLowerCaseVariableWinsAndDefaultsArePortsOfTheScheme() {
        assertThat(proxy(Map.of("https_proxy", "http://a", "HTTPS_PROXY", "http://b:2"), "https://x.example/"))
                .isEqualTo("a:80");
        assertThat(proxy(Map.of("HTTPS_PROXY", "https://b"), "https://x.example/"))
                .isEqualTo("b:443");
    }

    @Test
    void whatIsNoUrlIsNoProxy() {
        assertThat(proxy(Map.of("https_proxy", "http://a b"), "https://x.example/"))
                .isEqualTo("direct");
        assertThat(proxy(Map.of("https_proxy", " "), "https://x.example/")).isEqualTo("direct");
    }

    @Test
    void theMachineItselfIsAskedDirectly() {
        Map<String, String> environment = Map.of("http_proxy", "http://a:1");
        assertThat(proxy(environment, "http://127.0.0.2/x")).isEqualTo("direct");
        assertThat(proxy(environment, "http://localhost:8081/x")).isEqualTo("direct");
        assertThat(proxy(environment, "http://[::1]/x")).isEqualTo("direct");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|http://repo.example/|direct",
                "repo.example|http://repo.example/|direct",
                "REPO.example|http://repo.EXAMPLE/|direct",
                "example|http://repo.example/|direct",
                ".example|http://repo.example/|direct",
                "*.example|http://repo.example/|direct",
                "a, repo.example|http://repo.example/|direct",
                "po.example|http://repo.example/|a:1",
                "repo.example:8080|http://repo.example:8080/|direct",
                "repo.example:8080|http://repo.example/|a:1",
                "10.0.0.0/8|http://10.9.8.7/|direct",
                "10.0.0.0/8|http://11.9.8.7/|a:1",
                "0.0.0.0/0|http://11.9.8.7/|direct",
                "10.0.0.0/33|http://10.0.0.1/|a:1",
                "10.0.0.0/8|http://repo.example/|a:1",
                ".|http://repo.example/|a:1"
            })
    void exceptionsAreAsCurlReadsThem(String exceptions, String uri, String expected) {
        assertThat(proxy(Map.of("http_proxy", "http://a:1", "no_proxy", exceptions), uri))
                .isEqualTo(expected);
    }
}
