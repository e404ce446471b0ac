package io.ntk.spark;

import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeSet;

/** The classes whose objects this process reads from streams. In local mode that is what executors are sent. */
final class Deserialized implements AutoCloseable {
    private static final Set<String> NAMES = new TreeSet<>();
    private static boolean recording;

    static {
        // A process can set this filter only once.
        ObjectInputFilter.Config.setSerialFilter(information -> {
            note(information.serialClass());
            return ObjectInputFilter.Status.UNDECIDED;
        });
    }

    private Deserialized() {}

    private static synchronized void note(Class<?> read) {
        if (recording && read != null) {
            Class<?> type = read;
            while (type.isArray()) {
                type = type.getComponentType();
            }
            // A closure names its enclosing class, of which the stream holds no object.
            if (Serializable.class.isAssignableFrom(type) && !type.isHidden()) {
                NAMES.add(type.getName());
            }
        }
    }

    /** Begins to record, until closed. */
    static synchronized Deserialized record() {
        NAMES.clear();
        recording = true;
        return new Deserialized();
    }

    /** {@return the names of the classes so far, arrays by that of their elements} */
    Set<String> names() {
        synchronized (Deserialized.class) {
            return new TreeSet<>(NAMES);
        }
    }

    @Override
    public void close() {
        synchronized (Deserialized.class) {
            recording = false;
        }
    }
}
