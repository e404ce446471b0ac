package io.ntk.io.arrays;

import io.ntk.io.pickle.Construction;
import io.ntk.io.pickle.PythonDict;
import io.ntk.io.pickle.PythonSequence;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the arrays among the objects of a pickle, and names each by the path of keys that leads to it.
 *
 * <p>An object that stands in several places has several names. One that holds itself is not entered again. Work is bounded,
 * because a small file can describe objects that hold each other in exponentially many ways.
 */
final class PickledNames {
    private static final int LONGEST_NAME = 1024;
    private static final int DEEPEST = 10_000;
    private static final long MOST_WORK = 50_000_000;

    private final Origin origin;
    private final Predicate<Construction> isArray;
    private final Catalogue catalogue;
    private final Map<String, Construction> found = new LinkedHashMap<>();
    private final Deque<Level> path = new ArrayDeque<>();
    private final Set<Object> entered = Collections.newSetFromMap(new IdentityHashMap<>());
    private long work;

    private PickledNames(Origin origin, Catalogue catalogue, Predicate<Construction> isArray) {
        this.origin = origin;
        this.catalogue = catalogue;
        this.isArray = isArray;
    }

    /** An object whose members are being looked at. Its name is null if it is too long to be one. */
    private record Level(Object object, @Nullable String name, Members members) {}

    /**
     * Finds arrays.
     *
     * @param root what the pickle made
     * @param rootName the name if that is an array itself
     * @param catalogue counts the arrays
     * @return the arrays by name, in the order of the file
     */
    static Map<String, Construction> of(
            Origin origin, Object root, String rootName, Catalogue catalogue, Predicate<Construction> isArray) {
        PickledNames names = new PickledNames(origin, catalogue, isArray);
        if (root instanceof Construction object && isArray.test(object)) {
            return Map.of(rootName, object);
        }
        names.visit("", root);
        while (!names.path.isEmpty()) {
            names.step();
        }
        return names.found;
    }

    private void step() {
        Level level = path.getLast();
        if (!level.members().next()) {
            path.removeLast();
            entered.remove(level.object());
            return;
        }
        count(1);
        Object member = level.members().value();
        if (isObject(member)) {
            visit(joined(level.name(), level.members().key()), member);
        }
    }

    private void visit(@Nullable String name, Object object) {
        if (object instanceof Construction construction && isArray.test(construction)) {
            add(name, construction);
        } else if (isObject(object) && entered.add(object)) {
            if (path.size() == DEEPEST) {
                throw origin.malformed("nests objects more than " + DEEPEST + " deep", "Save the state_dict alone.");
            }
            Members members = Members.of(object);
            count(members.cost());
            path.addLast(new Level(object, name, members));
        }
    }

    private void add(@Nullable String name, Construction array) {
        if (name == null || name.isEmpty()) {
            throw origin.malformed(
                    "has an array whose name is " + (name == null ? "longer than " + LONGEST_NAME : "empty"),
                    "Save it under another key.");
        }
        Construction other = found.putIfAbsent(name, array);
        if (other == null) {
            catalogue.count(name);
        }
        if (other != null && other != array) {
            throw origin.malformed(
                    "has two arrays named " + Quoted.of(name) + ", by different paths of keys",
                    "Save one of them under another key.");
        }
    }

    /** {@return the name of a member} A key that is null adds nothing to the name of what holds it. */
    private @Nullable String joined(@Nullable String name, @Nullable String key) {
        if (name == null || key == null) {
            return name;
        }
        count(name.length());
        String joined = name.isEmpty() ? key : name + "." + key;
        return joined.length() > LONGEST_NAME ? null : joined;
    }

    private void count(long steps) {
        work += steps;
        if (work > MOST_WORK) {
            throw origin.malformed(
                    "has more objects, or objects in more places, than can be listed", "Save the state_dict alone.");
        }
    }

    private static boolean isObject(Object value) {
        return value instanceof PythonDict || value instanceof PythonSequence || value instanceof Construction;
    }
}
