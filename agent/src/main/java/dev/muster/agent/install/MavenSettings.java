package dev.muster.agent.install;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What {@code settings.xml} says of repositories: mirrors, the passwords of their servers, and the local repository.
 *
 * @param localRepository null when the file names none
 */
record MavenSettings(@Nullable Path localRepository, List<Mirror> mirrors, List<Server> servers) {

    private static final int BYTES_MAX = 1 << 20;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    record Mirror(String id, String url, String mirrorOf) {}

    record Server(String id, String username, String password) {}

    static final MavenSettings EMPTY = new MavenSettings(null, List.of(), List.of());

    MavenSettings {
        mirrors = List.copyOf(mirrors);
        servers = List.copyOf(servers);
    }

    /** The mirror that Maven would use in place of Central. */
    Optional<Mirror> mirrorOfCentral() {
        return mirrors.stream()
                .filter(mirror -> mirror.mirrorOf().equals("central"))
                .findFirst()
                .or(() -> mirrors.stream()
                        .filter(mirror -> standsForCentral(mirror.mirrorOf()))
                        .findFirst());
    }

    Optional<Server> server(String id) {
        return servers.stream().filter(server -> server.id().equals(id)).findFirst();
    }

    /** Maven's own rule: an exclusion wins, whatever stands around it. {@code external:http:*} does not mean Central. */
    private static boolean standsForCentral(String mirrorOf) {
        boolean stands = false;
        for (String part : mirrorOf.split(",", -1)) {
            switch (part.strip()) {
                case "!central" -> {
                    return false;
                }
                case "central", "*", "external:*" -> stands = true;
                default -> {}
            }
        }
        return stands;
    }

    /** Reads the file; a missing one is empty, an unreadable one is not. */
    static MavenSettings read(Path file, Path userHome, Map<String, String> environment) throws Refusal {
        try {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(BYTES_MAX + 1);
            }
            if (bytes.length > BYTES_MAX) {
                throw unreadable(file.toString(), "it is larger than 1 MiB");
            }
            Element root = parser().parse(new ByteArrayInputStream(bytes)).getDocumentElement();
            return new Reading(userHome, environment).settings(root);
        } catch (NoSuchFileException e) {
            return EMPTY;
        } catch (SAXParseException e) {
            throw unreadable(
                    file + ":" + e.getLineNumber() + ":" + e.getColumnNumber(), String.valueOf(e.getMessage()));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw unreadable(file.toString(), e.toString());
        }
    }

    private static Refusal unreadable(String where, String why) {
        return new Refusal(
                "MAVEN_SETTINGS_UNREADABLE",
                "cannot read " + where + ": " + why,
                "repair the file, or name a mirror in the agent's settings");
    }

    private static DocumentBuilder parser() throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        factory.setExpandEntityReferences(false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler()); // the default one prints to standard error
        return builder;
    }

    /** One reading of a parsed file. */
    private record Reading(Path userHome, Map<String, String> environment) {

        MavenSettings settings(Element root) {
            List<Mirror> mirrors = new ArrayList<>();
            for (Element mirror : listed(root, "mirrors", "mirror")) {
                String url = text(mirror, "url");
                if (!url.isEmpty() && !text(mirror, "blocked").equals("true")) {
                    mirrors.add(new Mirror(text(mirror, "id"), url, text(mirror, "mirrorOf")));
                }
            }
            List<Server> servers = new ArrayList<>();
            for (Element server : listed(root, "servers", "server")) {
                String password = text(server, "password");
                // Maven's own encryption, {...}, needs Maven's master password: such a server is asked without one.
                if (!password.isEmpty() && !password.startsWith("{")) {
                    servers.add(new Server(text(server, "id"), text(server, "username"), password));
                }
            }
            String local = text(root, "localRepository");
            return new MavenSettings(local.isEmpty() ? null : Path.of(local), mirrors, servers);
        }

        private static List<Element> listed(Element root, String list, String name) {
            List<Element> found = new ArrayList<>();
            for (Element outer : children(root, list)) {
                found.addAll(children(outer, name));
            }
            return found;
        }

        private static List<Element> children(Element parent, String name) {
            List<Element> found = new ArrayList<>();
            for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
                if (node instanceof Element element && element.getTagName().equals(name)) {
                    found.add(element);
                }
            }
            return found;
        }

        private String text(Element parent, String name) {
            List<Element> elements = children(parent, name);
            return elements.isEmpty()
                    ? ""
                    : expanded(elements.get(0).getTextContent().strip());
        }

        /** {@code ${env.NAME}} and {@code ${user.home}}; what is not known stays as it is, and will be seen in a message. */
        private String expanded(String text) {
            Matcher matcher = PLACEHOLDER.matcher(text);
            return matcher.replaceAll(found -> {
                String name = found.group(1);
                @Nullable
                String value = name.equals("user.home")
                        ? userHome.toString()
                        : name.startsWith("env.") ? environment.get(name.substring("env.".length())) : null;
                return Matcher.quoteReplacement(value == null ? found.group() : value);
            });
        }
    }
}
