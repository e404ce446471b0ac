package io.ntk.io.pickle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object that Python would make by a call: what would be called, with which arguments, and what would be done to the result.
 * Nothing is called. Equality is identity.
 */
public final class Construction {
    private final Object callable;
    private final List<Object> arguments;
    private @Nullable Object state;
    private @Nullable PythonSequence items;
    private @Nullable PythonDict entries;

    Construction(Object callable, List<Object> arguments) {
        this.callable = callable;
        this.arguments = arguments;
    }

    /** {@return what would be called: usually a {@link GlobalName}} */
    public Object callable() {
        return callable;
    }

    /** {@return the path of the name that would be called, or nothing if it is not a name} */
    public String path() {
        return callable instanceof GlobalName global ? global.path() : "";
    }

    /** {@return the arguments of the call, unmodifiable} */
    public List<Object> arguments() {
        return arguments;
    }

    /** {@return what the object's {@code __setstate__} would be given, often a {@link PythonDict} of its attributes} */
    public Optional<Object> state() {
        return Optional.ofNullable(state);
    }

    /** {@return what would be appended to the object, unmodifiable} */
    public List<Object> items() {
        return items == null ? List.of() : items.items();
    }

    /** {@return what would be set under keys of the object, unmodifiable} */
    public Map<Object, Object> entries() {
        return entries == null ? Map.of() : entries.entries();
    }

    void addAll(List<Object> more) {
        if (items == null) {
            items = PythonSequence.empty(PythonSequence.Kind.LIST);
        }
        items.addAll(more);
    }

    void put(Object key, Object value) {
        if (entries == null) {
            entries = new PythonDict();
        }
        entries.put(key, value);
    }

    void build(Object newState) throws PickleException {
        if (state != null) {
            throw new PickleException("sets the state of an object twice");
        }
        state = newState;
    }
}
