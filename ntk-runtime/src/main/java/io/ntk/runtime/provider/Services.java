package io.ntk.runtime.provider;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds the providers of services that modules above this one define, by name. */
public final class Services {
    private final ClassLoader loader;

    /**
     * Looks for providers on a class path.
     *
     * @param loader the class loader of the providers
     */
    public Services(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Finds the providers of a service.
     *
     * @param <S> the service
     * @param service the service, under whose name {@code META-INF/services} lists providers
     * @param kind the noun for a provider in messages, such as {@code task}
     * @param name gives a provider's name
     * @param own the providers that come with ntk, which need no entry
     * @return those that come with ntk and those on the class path, in the alphabetical order of their names
     * @throws NtkException {@link ErrorId#DUPLICATE_PROVIDER} if two have the same name, {@link ErrorId#BROKEN_PROVIDER} if one
     *     cannot be used
     */
    public <S> List<Found<S>> find(Class<S> service, String kind, Function<S, String> name, List<Found<S>> own) {
        List<Found<S>> found = new ArrayList<>(own);
        found.addAll(Discovery.find(service, loader));
        Directory<S> directory =
                new Directory<>(kind, Cells.SYNTAX, Cells.RULE, provider -> List.of(name.apply(provider)), found);
        return List.copyOf(directory.all().values());
    }
}
