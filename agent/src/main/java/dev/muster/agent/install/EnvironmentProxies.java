package dev.muster.agent.install;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies that {@code https_proxy}, {@code http_proxy} and {@code no_proxy} name. The lower case variable wins over the
 * upper case one, as with curl. The machine itself is never asked through a proxy.
 */
final class EnvironmentProxies extends ProxySelector {

    private static final Logger log = LoggerFactory.getLogger(EnvironmentProxies.class);

    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        super();
        this.environment = environment;
    }

    @Override
    public List<Proxy> select(URI uri) {
        @Nullable URI proxy = proxyOf(uri);
        if (proxy == null) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() > 0 ? proxy.getPort() : proxy.getScheme().equals("https") ? 443 : 80;
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        log.debug("proxy {} cannot be reached for {}", address, uri, failure);
    }

    /** The proxy of a request; null when it goes there directly. */
    @Nullable
    URI proxyOf(URI uri) {
        @Nullable String host = uri.getHost();
        if (host == null || isOwn(host) || isExcepted(host.toLowerCase(Locale.ROOT), uri.getPort())) {
            return null;
        }
        String text = variable("https".equalsIgnoreCase(uri.getScheme()) ? "https_proxy" : "http_proxy");
        if (text.isEmpty()) {
            return null;
        }
        try {
            URI proxy = new URI(text.contains("://") ? text : "http://" + text);
            return proxy.getHost() == null ? null : proxy;
        } catch (URISyntaxException e) {
            log.warn("a proxy variable is not a URL ({}), so it is not used", e.getReason());
            return null;
        }
    }

    /** Answers the proxies' question for the user and password in their variables, and nobody else's; empty without any. */
    Optional<Authenticator> authenticator() {
        if (!variable("https_proxy").contains("@") && !variable("http_proxy").contains("@")) {
            return Optional.empty();
        }
        return Optional.of(new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                @Nullable URI proxy = getRequestorType() == RequestorType.PROXY ? proxyOf(requested()) : null;
                @Nullable String user = proxy == null ? null : proxy.getUserInfo();
                if (user == null) {
                    return null;
                }
                int colon = user.indexOf(':');
                String name = colon < 0 ? user : user.substring(0, colon);
                String password = colon < 0 ? "" : user.substring(colon + 1);
                return new PasswordAuthentication(name, password.toCharArray());
            }

            private URI requested() {
                return URI.create(getRequestingURL().toString());
            }
        });
    }

    private String variable(String name) {
        @Nullable String value = environment.get(name);
        if (value == null) {
            value = environment.get(name.toUpperCase(Locale.ROOT));
        }
        return value == null ? "" : value.strip();
    }

    private static boolean isOwn(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private boolean isExcepted(String host, int port) {
        for (String part : variable("no_proxy").split("[,\\s]+", -1)) {
            String except = part.toLowerCase(Locale.ROOT);
            if (except.equals("*") || except.equals(host) || (port > 0 && except.equals(host + ":" + port))) {
                return true;
            }
            String domain =
                    except.startsWith("*.") ? except.substring(1) : except.startsWith(".") ? except : "." + except;
            if (domain.length() > 1 && (host.endsWith(domain) || domain.equals("." + host))) {
                return true;
            }
            if (Ipv4Block.parse(except).filter(block -> block.contains(host)).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
