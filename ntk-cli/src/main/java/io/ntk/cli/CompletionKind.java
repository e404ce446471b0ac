package io.ntk.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What kind of words completes an option whose values only a running ntk knows. */
enum CompletionKind {
    CELLS,
    TASKS,
    BACKENDS,
    PARAMS;

    private static final Map<String, CompletionKind> BY_OPTION =
            Map.of("--cell", CELLS, "--task", TASKS, "--backend", BACKENDS, "--params", PARAMS);

    /** {@return the kind of an argument; empty if its words are fixed, or anything} */
    static Optional<CompletionKind> of(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? Optional.ofNullable(BY_OPTION.get(option.longestName()))
                : Optional.empty();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
