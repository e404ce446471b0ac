package io.ntk.runtime.provider;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Providers by name. Each name belongs to one provider and follows the syntax of its kind. */
final class Directory<S> {
    private final Map<String, Found<S>> byName = new LinkedHashMap<>();
    private final Map<String, Found<S>> byMainName = new TreeMap<>();

    /**
     * Collects providers.
     *
     * @param kind the noun for a provider in messages, such as {@code backend}
     * @param syntax the syntax of names
     * @param rule the syntax in words
     * @param names gives a provider's names, the main one first
     * @param found the providers
     * @throws NtkException {@link ErrorId#DUPLICATE_PROVIDER} naming both jars if two have the same name,
     *     {@link ErrorId#BROKEN_PROVIDER} for a malformed name or a provider that throws
     */
    Directory(String kind, Pattern syntax, String rule, Function<S, List<String>> names, Collection<Found<S>> found) {
        for (Found<S> entry : found) {
            List<String> all = names(names, entry);
            for (String name : all) {
                if (!syntax.matcher(name).matches()) {
                    throw new NtkException(
                            ErrorId.BROKEN_PROVIDER,
                            "The " + kind + " provider " + className(entry) + " of " + entry.jar() + " has the name '"
                                    + name + "'.",
                            "Give it a name of " + rule + ".");
                }
                Found<S> other = byName.putIfAbsent(name, entry);
                if (other != null) {
                    throw new NtkException(
                            ErrorId.DUPLICATE_PROVIDER,
                            "The " + kind + " name '" + name + "' is claimed by " + className(other) + " of "
                                    + other.jar() + " and by " + className(entry) + " of " + entry.jar() + ".",
                            "Take one of them off the class path, or rename one.");
                }
            }
            byMainName.put(all.get(0), entry);
        }
    }

    private static <S> List<String> names(Function<S, List<String>> names, Found<S> entry) {
        try {
            return new ArrayList<>(names.apply(entry.provider()));
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw Discovery.broken(className(entry), entry.jar(), "cannot say its name", e);
        }
    }

    private static String className(Found<?> entry) {
        return entry.provider().getClass().getName();
    }

    /** {@return the provider of that name, if there is one} */
    Optional<Found<S>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** {@return all names, including aliases} */
    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** {@return the providers by their main names, in alphabetical order} */
    Map<String, Found<S>> all() {
        return new TreeMap<>(byMainName);
    }
}
