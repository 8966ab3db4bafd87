package dev.muster.common.wire;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.trust.KeyPrint;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Random values of any type of the model, made from the records' own declarations, so that new fields are covered by themselves. */
final class RandomModel {

    private static final String[] TEXTS = {
        "", "a", "spark", "zwei Wörter", "日本語", "\uD83D\uDE00", "line\nbreak", "\u0000\u001b[31m", "x".repeat(1000)
    };
    private static final String[] HOSTS = {"192.168.1.40", "node01.example.org", "2001:db8::1", "localhost", "127.0.0.9"
    };

    private final Random random;

    RandomModel(long seed) {
        random = new Random(seed);
    }

    <T> T next(Class<T> type) {
        return type.cast(value(type));
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return collection(generic);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return TEXTS[random.nextInt(TEXTS.length)];
        } else if (raw == long.class) {
            return number();
        } else if (raw == int.class || raw == Integer.class) {
            return (int) number();
        } else if (raw == boolean.class || raw == Boolean.class) {
            return random.nextBoolean();
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        } else if (raw.isSealed()) {
            return value(raw.getPermittedSubclasses()[random.nextInt(raw.getPermittedSubclasses().length)]);
        }
        return id(raw);
    }

    private Object id(Class<?> type) {
        if (type == HostName.class) {
            return HostName.of(HOSTS[random.nextInt(HOSTS.length)]);
        } else if (type == Role.class) {
            return new Role("role-" + random.nextInt(9));
        } else if (type == ClusterName.class) {
            return new ClusterName("cluster_" + random.nextInt(9));
        } else if (type == ClusterId.class) {
            return new ClusterId("id-" + random.nextLong());
        } else if (type == PlanHash.class) {
            return new PlanHash(Long.toHexString(random.nextLong()));
        } else if (type == SpecHash.class) {
            return new SpecHash(Long.toHexString(random.nextLong()));
        } else if (type == KeyPrint.class) {
            return new KeyPrint("%043d".formatted(random.nextInt(9)));
        }
        return record(type);
    }

    private Object record(Class<?> type) {
        Constructor<?> constructor = type.getDeclaredConstructors()[0];
        AnnotatedType[] annotated = constructor.getAnnotatedParameterTypes();
        Type[] types = constructor.getGenericParameterTypes();
        boolean countsUp = type.getRecordComponents().length == 1 && types[0] == long.class || type == LaunchId.class;
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            boolean isNull = annotated[i].isAnnotationPresent(Nullable.class) && random.nextBoolean();
            arguments[i] = isNull ? null : countsUp && types[i] == long.class ? number() >>> 1 : value(types[i]);
        }
        try {
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type + " cannot be made", e);
        }
    }

    private Object collection(ParameterizedType type) {
        Type[] arguments = type.getActualTypeArguments();
        List<Object> elements = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            elements.add(value(arguments[0]));
        }
        Class<?> raw = (Class<?>) type.getRawType();
        if (raw == List.class) {
            return elements;
        } else if (raw == SortedSet.class || raw == Set.class) {
            return new TreeSet<>(elements);
        } else if (raw == SortedMap.class || raw == Map.class) {
            Map<Object, Object> map = new TreeMap<>();
            elements.forEach(key -> map.put(key, value(arguments[1])));
            return map;
        }
        throw new AssertionError("teach RandomModel about " + type);
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(24);
            case 1 -> -1;
            case 2 -> random.nextInt();
            default -> random.nextLong();
        };
    }
}
