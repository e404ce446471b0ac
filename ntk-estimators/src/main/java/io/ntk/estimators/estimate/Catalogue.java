package io.ntk.estimators.estimate;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Named entries of one kind, in the order given. Immutable.
 *
 * @param <E> the kind
 */
public final class Catalogue<E> {
    private final String kind;
    private final Map<String, E> byName;

    private Catalogue(String kind, Map<String, E> byName) {
        this.kind = kind;
        this.byName = byName;
    }

    /**
     * A catalogue.
     *
     * @param <E> the kind
     * @param kind the word for an entry in messages, such as {@code metric}
     * @param entries the entries
     * @param nameOf gives the name of an entry
     * @return the catalogue
     * @throws NtkException {@link ErrorId#DUPLICATE_PROVIDER} if two share a name
     */
    public static <E> Catalogue<E> of(String kind, List<? extends E> entries, Function<? super E, String> nameOf) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E entry : entries) {
            String name = nameOf.apply(entry);
            if (byName.putIfAbsent(name, entry) != null) {
                throw new NtkException(
                        ErrorId.DUPLICATE_PROVIDER,
                        "Two entries of the kind '" + kind + "' are called '" + name + "'.",
                        "Give each a name of its own.");
            }
        }
        return new Catalogue<>(kind, Collections.unmodifiableMap(byName));
    }

    /** {@return all entries, in the order given} */
    public Collection<E> all() {
        return byName.values();
    }

    /**
     * One entry.
     *
     * @param name its name
     * @return the entry
     * @throws NtkException {@link ErrorId#UNKNOWN_ESTIMATOR} with the closest name, if there is none
     */
    public E named(String name) {
        E found = byName.get(name);
        if (found == null) {
            throw new NtkException(
                    ErrorId.UNKNOWN_ESTIMATOR,
                    "There is no " + kind + " called '" + name + "'.",
                    ClosestName.remedy(name, byName.keySet()));
        }
        return found;
    }
}
