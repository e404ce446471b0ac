package io.ntk.runtime.provider;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellProvider;
import io.ntk.cells.CellLibrary;
import io.ntk.cells.EquationProvider;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The cells that come with ntk, those on the class path and those of equation files, by name. */
public final class Cells {
    static final Pattern SYNTAX = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    static final String RULE = "letters, digits, '_', '-' and '.', beginning with a letter";

    private static final String SHIPPED = "ntk-cells";

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
        return find(loader, List.of());
    }

    /**
     * Finds the cells, those of equation files in some folders among them, which are not read before they are chosen.
     *
     * @param loader the class loader of the providers
     * @param folders folders of equation files, which need not exist
     * @return the cells
     * @throws NtkException as {@link #find(ClassLoader)} and {@link CellLibrary#folder}
     */
    public static Cells find(ClassLoader loader, List<Path> folders) {
        List<Found<CellProvider>> found = new ArrayList<>();
        CellLibrary.shipped().forEach(cell -> found.add(new Found<>(cell, SHIPPED)));
        List<Found<CellProvider>> plugged = Discovery.find(CellProvider.class, loader);
        plugged.forEach(GuardedCell::requireDescribed);
        found.addAll(plugged);
        for (Path folder : folders) {
            CellLibrary.folder(folder).forEach((file, cell) -> found.add(new Found<>(cell, file.toString())));
        }
        return new Cells(found);
    }

    /** {@return the providers and their jars, by name} */
    public List<Found<CellProvider>> all() {
        return List.copyOf(directory.all().values());
    }

    /**
     * {@return whether a cell comes with ntk, so that its equations are the same as long as the version of ntk is}
     *
     * @param name its name or an alias
     */
    public boolean isShipped(String name) {
        return directory.find(name).map(Found::jar).filter(SHIPPED::equals).isPresent();
    }

    /**
     * Finds the provider of a cell.
     *
     * @param name its name or an alias, or the path of an equation file
     * @return the provider
     * @throws NtkException {@link ErrorId#UNKNOWN_CELL} with the closest spelling, or as {@link CellLibrary#read}
     */
    public CellProvider provider(String name) {
        return isPath(name) ? equations(name) : named(name);
    }

    private static boolean isPath(String name) {
        return name.endsWith(CellLibrary.SUFFIX) || name.contains("/") || name.contains("\\");
    }

    private static EquationProvider equations(String path) {
        try {
            return CellLibrary.read(Path.of(path));
        } catch (InvalidPathException e) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND, "'" + path + "' is not a path.", "Name an equation file or a cell.", e);
        }
    }

    private static boolean isFile(String path) {
        try {
            return Files.isRegularFile(Path.of(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private CellProvider named(String name) {
        Found<CellProvider> found = directory
                .find(name)
                .orElseThrow(() -> new NtkException(
                        ErrorId.UNKNOWN_CELL,
                        "Cell '" + name + "' is not known.",
                        (isFile(name + CellLibrary.SUFFIX)
                                        ? "There is an equation file '" + name + CellLibrary.SUFFIX
                                                + "': if that is meant, name it so. "
                                        : "")
                                + ClosestName.remedy(name, directory.names())));
        return found.provider() instanceof EquationProvider ? found.provider() : new GuardedCell(found);
    }
}
