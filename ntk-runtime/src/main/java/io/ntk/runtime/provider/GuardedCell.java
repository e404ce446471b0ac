package io.ntk.runtime.provider;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The provider of a plug-in: what it throws and what it leaves out is told as its own fault, with its jar. */
final class GuardedCell implements CellProvider {
    private final CellProvider provider;
    private final String jar;

    GuardedCell(Found<CellProvider> found) {
        this.provider = found.provider();
        this.jar = found.jar();
    }

    /**
     * Refuses a provider that has no description.
     *
     * @throws NtkException {@link ErrorId#BROKEN_PROVIDER}
     */
    static void requireDescribed(Found<CellProvider> found) {
        @Nullable String description;
        try {
            description = found.provider().description();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw broken(found.provider(), found.jar(), "cannot say what it computes", e);
        }
        if (description == null) {
            throw broken(
                    found.provider(),
                    found.jar(),
                    "cannot say what it computes",
                    new NullPointerException("description() is null"));
        }
    }

    private static NtkException broken(CellProvider provider, String jar, String predicate, Throwable cause) {
        return Discovery.broken(provider.getClass().getName(), jar, predicate, cause);
    }

    @Override
    public Cell create(CellOptions options) {
        @Nullable Cell cell;
        try {
            cell = provider.create(options);
        } catch (NtkException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw broken(provider, jar, "cannot make its cell", e);
        }
        if (cell == null) {
            throw broken(provider, jar, "cannot make its cell", new NullPointerException("create() is null"));
        }
        return cell;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public List<String> aliases() {
        return provider.aliases();
    }

    @Override
    public String description() {
        return provider.description();
    }

    @Override
    public Set<String> optionalTensors() {
        return provider.optionalTensors();
    }

    @Override
    public String readoutOf() {
        return provider.readoutOf();
    }
}
