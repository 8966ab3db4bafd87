package dev.muster.agent.leave;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management beans of another JVM of this machine, reached through its attach mechanism: the component need not open a port
 * for it, and only its own user and root may. Safe for use by several threads.
 */
final class JvmManagement implements AutoCloseable {

    /** Answers are texts, numbers and the words of management; an object of any other kind is refused unread. */
    private static final String ACCEPTED =
            "maxdepth=64;maxarray=1000000;java.**;javax.management.**;sun.**;com.sun.**;!*";

    private static final Logger LOG = LoggerFactory.getLogger(JvmManagement.class);

    private final Process process;
    private @Nullable JMXConnector connector;
    private boolean closed;

    /** Which process. */
    interface Process {
        /** @throws IOException when it does not run */
        long pid() throws IOException;
    }

    JvmManagement(Process process) {
        this.process = process;
    }

    /**
     * Calls an operation, and waits for its end for as long as that takes.
     *
     * @throws IOException with the operation's own words when it fails
     */
    void invoke(String object, String operation, List<String> arguments) throws IOException {
        MBeanServerConnection beans = connection();
        try {
            ObjectName name = new ObjectName(object);
            MBeanOperationInfo found = operation(beans, name, operation, arguments.size());
            String[] signature = Arrays.stream(found.getSignature())
                    .map(MBeanParameterInfo::getType)
                    .toArray(String[]::new);
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < signature.length; i++) {
                values.add(value(signature[i], arguments.get(i)));
            }
            beans.invoke(name, operation, values.toArray(), signature);
        } catch (JMException | JMRuntimeException e) {
            throw new IOException(rootOf(e), e);
        }
    }

    /**
     * Attributes as text, by name.
     *
     * @throws IOException when there is no such bean or attribute
     */
    SortedMap<String, String> read(String object, List<String> attributes) throws IOException {
        MBeanServerConnection beans = connection();
        SortedMap<String, String> values = new TreeMap<>();
        try {
            ObjectName name = new ObjectName(object);
            for (String attribute : attributes) {
                values.put(attribute, String.valueOf(beans.getAttribute(name, attribute)));
            }
        } catch (JMException | JMRuntimeException e) {
            throw new IOException(rootOf(e), e);
        }
        return values;
    }

    private static MBeanOperationInfo operation(
            MBeanServerConnection beans, ObjectName name, String operation, int arguments)
            throws JMException, IOException {
        return Arrays.stream(beans.getMBeanInfo(name).getOperations())
                .filter(each -> each.getName().equals(operation) && each.getSignature().length == arguments)
                .findFirst()
                .orElseThrow(() -> new IOException(
                        name + " has no operation \"" + operation + "\" with " + arguments + " arguments"));
    }

    private static Object value(String type, String text) throws IOException {
        try {
            return switch (type) {
                case "boolean", "java.lang.Boolean" -> Boolean.valueOf(text);
                case "int", "java.lang.Integer" -> Integer.valueOf(text);
                case "long", "java.lang.Long" -> Long.valueOf(text);
                case "java.lang.String" -> text;
                default -> throw new IOException("an argument of type " + type + " cannot be given");
            };
        } catch (NumberFormatException e) {
            throw new IOException("\"" + text + "\" is no " + type, e);
        }
    }

    /** What the component itself says: the innermost cause. */
    private static String rootOf(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private synchronized MBeanServerConnection connection() throws IOException {
        if (closed) {
            throw new IOException("given up");
        }
        JMXConnector current = connector;
        if (current == null) {
            current = connect(new JMXServiceURL(address(process.pid())));
            connector = current;
        }
        return current.getMBeanServerConnection();
    }

    @SuppressWarnings("BanJNDI") // the address is from the attach mechanism, and what comes back is filtered
    private static JMXConnector connect(JMXServiceURL address) throws IOException {
        filterAnswers();
        return JMXConnectorFactory.connect(address);
    }

    /** An agent of root must not read just any object that a component sends; nothing else of Muster reads serialized objects. */
    private static synchronized void filterAnswers() {
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(ObjectInputFilter.Config.createFilter(ACCEPTED));
        }
    }

    private static String address(long pid) throws IOException {
        VirtualMachine machine;
        try {
            machine = VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException e) {
            throw new IOException("cannot attach to the JVM of pid " + pid + ": " + e.getMessage(), e);
        }
        try {
            return machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (connector != null) {
            try {
                connector.close();
            } catch (IOException e) {
                LOG.debug("the connection to the JVM was gone already: {}", e.toString());
            }
            connector = null;
        }
    }
}
