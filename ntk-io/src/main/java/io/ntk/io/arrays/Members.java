package io.ntk.io.arrays;

import io.ntk.io.pickle.Construction;
import io.ntk.io.pickle.None;
import io.ntk.io.pickle.PythonDict;
import io.ntk.io.pickle.PythonSequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an object of a pickle holds, and under which keys: a dictionary its values under their keys, a list its items under their
 * numbers, an object its attributes. A {@code torch.nn.Module} has the names of its {@code state_dict()}.
 */
final class Members {
    private final Iterator<Group> groups;
    private final int cost;
    private Iterator<?> values = List.of().iterator();
    private Object key = "";
    private Object value = None.NONE;
    private @Nullable Group group;
    private long number;

    private Members(List<Group> groups) {
        this.groups = groups.iterator();
        this.cost = groups.stream().mapToInt(each -> each.leftOut().size()).sum();
    }

    /**
     * Members of one kind.
     *
     * @param values entries of a map, or values
     * @param keys what the values are named by
     * @param leftOut keys of entries that are not members
     */
    private record Group(Iterable<?> values, Keys keys, Set<?> leftOut) {}

    private enum Keys {
        /** The key of each entry. */
        OWN,
        /** The first item of each pair, whose second is the value. */
        PAIR,
        /** The number of each value. */
        NUMBER,
        /** Nothing: what holds them adds nothing to their names. */
        NONE
    }

    static Members of(Object object) {
        List<Group> groups = new ArrayList<>();
        if (object instanceof PythonDict dictionary) {
            addEntries(groups, dictionary, Set.of());
        } else if (object instanceof PythonSequence sequence) {
            groups.add(new Group(sequence.items(), Keys.NUMBER, Set.of()));
        } else if (object instanceof Construction construction) {
            addMembers(groups, construction);
        }
        return new Members(groups);
    }

    private static void addMembers(List<Group> groups, Construction object) {
        Object state = object.state().orElse(None.NONE);
        if (state instanceof PythonDict attributes && addModule(groups, attributes)) {
            return;
        }
        groups.add(new Group(object.items(), Keys.NUMBER, Set.of()));
        addEntries(groups, object, Set.of());
        if (pairs(object).isEmpty()) {
            // A single argument is usually the same data in another class, as in FrozenDict({...}).
            Keys keys = object.arguments().size() == 1 ? Keys.NONE : Keys.NUMBER;
            groups.add(new Group(object.arguments(), keys, Set.of()));
        }
        if (state instanceof PythonDict attributes) {
            addEntries(groups, attributes, Set.of());
        } else if (state instanceof PythonSequence parts) {
            // The state of an object with slots is a pair of dictionaries.
            groups.add(new Group(parts.items(), Keys.NONE, Set.of()));
        }
    }

    /** Adds the members of a module. {@return whether these attributes are those of a module} */
    private static boolean addModule(List<Group> groups, PythonDict attributes) {
        Object parameters = attributes.get("_parameters");
        Object modules = attributes.get("_modules");
        if (parameters == null || modules == null) {
            return false;
        }
        addEntries(groups, parameters, Set.of());
        Object buffers = attributes.get("_buffers");
        if (buffers != null) {
            addEntries(groups, buffers, names(attributes.get("_non_persistent_buffers_set")));
        }
        addEntries(groups, modules, Set.of());
        return true;
    }

    /** Adds the entries of a dictionary, plain or ordered. */
    private static void addEntries(List<Group> groups, Object dictionary, Set<Object> leftOut) {
        if (dictionary instanceof PythonDict plain) {
            groups.add(new Group(plain.entries().entrySet(), Keys.OWN, leftOut));
        } else if (dictionary instanceof Construction ordered) {
            groups.add(new Group(ordered.entries().entrySet(), Keys.OWN, leftOut));
            groups.add(new Group(pairs(ordered), Keys.PAIR, leftOut));
        }
    }

    /** {@return the list of pairs that Python 2 makes an ordered dictionary of} */
    private static List<Object> pairs(Construction object) {
        return object.path().equals("collections.OrderedDict")
                        && object.arguments().size() == 1
                        && object.arguments().get(0) instanceof PythonSequence pairs
                ? pairs.items()
                : List.of();
    }

    private static Set<Object> names(@Nullable Object set) {
        Object items = set instanceof Construction call && call.arguments().size() == 1
                ? call.arguments().get(0)
                : set;
        return items instanceof PythonSequence sequence
                ? sequence.items().stream().filter(String.class::isInstance).collect(Collectors.toSet())
                : Set.of();
    }

    /** Steps to the next member. {@return whether there is one} */
    boolean next() {
        while (!values.hasNext()) {
            if (!groups.hasNext()) {
                return false;
            }
            group = groups.next();
            values = group.values().iterator();
            number = -1;
        }
        Object next = values.next();
        number++;
        if (next instanceof Map.Entry<?, ?> entry) {
            set(entry.getKey(), entry.getValue());
        } else if (keys() == Keys.PAIR
                && next instanceof PythonSequence pair
                && pair.items().size() == 2) {
            set(pair.items().get(0), pair.items().get(1));
        } else {
            set(number, next);
        }
        return true;
    }

    private void set(Object newKey, Object newValue) {
        key = newKey;
        value = group != null && group.leftOut().contains(newKey) ? None.NONE : newValue;
    }

    private Keys keys() {
        return group == null ? Keys.NONE : group.keys();
    }

    /** {@return the work of finding the members, beside stepping through them} */
    int cost() {
        return cost;
    }

    /** {@return the value of the member} */
    Object value() {
        return value;
    }

    /** {@return the key of the member, or null if it adds nothing to the name} A key that is neither text nor number is named by its place. */
    @Nullable
    String key() {
        if (keys() == Keys.NONE) {
            return null;
        }
        if (key instanceof Boolean truth) {
            return truth ? "True" : "False";
        }
        return key instanceof String || key instanceof Long ? key.toString() : String.valueOf(number);
    }
}
