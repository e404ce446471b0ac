package io.ntk.runtime.provider;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The cells on the class path, by name. */
public final class Cells {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final String RULE = "letters, digits, '_', '-' and '.', beginning with a letter";

    private final Directory<CellProvider> directory;

    private Cells(List<Found<CellProvider>> found) {
        this.directory = new Directory<>("cell", SYNTAX, RULE, Cells::names, found);
    }

    private static List<String> names(CellProvider provider) {
        List<String> names = new ArrayList<>(List.of(provider.name()));
        names.addAll(provider.aliases());
        return names;
    }

    /**
     * Finds the cells.
     *
     * @param loader the class loader of the providers
     * @return the cells
     * @throws NtkException {@link ErrorId#DUPLICATE_PROVIDER} if two have the same name,
     *     {@link ErrorId#BROKEN_PROVIDER} if one cannot be used
     */
    public static Cells find(ClassLoader loader) {
        return new Cells(Discovery.find(CellProvider.class, loader));
    }

    /** {@return the providers and their jars, by name} */
    public List<Found<CellProvider>> all() {
        return List.copyOf(directory.all().values());
    }

    /**
     * Finds the provider of a cell.
     *
     * @param name its name or an alias
     * @return the provider
     * @throws NtkException {@link ErrorId#UNKNOWN_CELL} with the closest spelling
     */
    public CellProvider provider(String name) {
        return directory
                .find(name)
                .orElseThrow(() -> new NtkException(
                        ErrorId.UNKNOWN_CELL,
                        "Cell '" + name + "' is not known.",
                        ClosestName.remedy(name, directory.names())))
                .provider();
    }
}
