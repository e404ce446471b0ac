package io.ntk.cli;

import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.FoundNetwork;
import io.ntk.runtime.model.ModelFiles;
import io.ntk.runtime.provider.Found;
import io.ntk.training.task.Tasks;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words that complete options whose values only a running ntk knows: those of plug-ins, and what a file holds. */
final class CompletionWords {
    private final NtkRuntime runtime;
    private final @Nullable String cell;
    private final @Nullable String model;

    /**
     * Looks for words.
     *
     * @param cell the cell on the line, if there is one yet
     * @param model the checkpoint on the line, likewise
     */
    CompletionWords(NtkRuntime runtime, @Nullable String cell, @Nullable String model) {
        this.runtime = runtime;
        this.cell = cell;
        this.model = model;
    }

    /** {@return the words of a kind; none where what is on the line so far is wrong, which the line itself will say} */
    List<String> of(CompletionKind kind) {
        try {
            return switch (kind) {
                case CELLS -> cells();
                case TASKS ->
                    Tasks.find(runtime.services()).found().stream()
                            .map(found -> found.provider().name())
                            .toList();
                case BACKENDS -> List.copyOf(runtime.backends().all().keySet());
                case PARAMS -> model == null ? List.of() : parameters(ArrayReference.parse(model));
            };
        } catch (NtkException e) {
            return List.of();
        }
    }

    private List<String> cells() {
        return runtime.cells().all().stream()
                .map(Found::provider)
                .flatMap(cell -> Stream.concat(Stream.of(cell.name()), cell.aliases().stream()))
                .toList();
    }

    private List<String> parameters(ArrayReference checkpoint) {
        ModelFiles files = runtime.modelFiles();
        if (cell != null) {
            return files.parameterNames(checkpoint, cell);
        }
        List<FoundNetwork> networks = files.networks(checkpoint);
        return networks.isEmpty()
                ? List.of()
                : files.parameterNames(checkpoint, networks.get(0).cells().get(0));
    }
}
