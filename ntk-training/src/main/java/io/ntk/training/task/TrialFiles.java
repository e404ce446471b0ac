package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayReference;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where trials stand.
 *
 * @param inputs an array {@code [B, T, I]}
 * @param targets an array {@code [B, T, O]}, or classes {@code [B, T]}
 * @param valid the steps that count, an array {@code [B, T]} of 0 and 1; all if absent
 */
public record TrialFiles(ArrayReference inputs, ArrayReference targets, Optional<ArrayReference> valid) {
    /**
     * Reads references as users write them.
     *
     * @param text {@code INPUTS,TARGETS} or {@code INPUTS,TARGETS,VALID}, each {@code FILE[:ARRAY]}
     * @param files finds the file that a reference means
     * @return the references
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other number of references
     */
    public static TrialFiles parse(String text, Function<String, ArrayReference> files) {
        List<String> parts = Stream.of(text.split(",", -1)).map(String::strip).toList();
        if (parts.size() < 2 || parts.size() > 3 || parts.contains("")) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The data are '" + text + "', which are not two or three files.",
                    "Give INPUTS,TARGETS or INPUTS,TARGETS,VALID, as in inputs.npy,targets.npy.");
        }
        List<ArrayReference> references = parts.stream().map(files).toList();
        return new TrialFiles(
                references.get(0),
                references.get(1),
                references.stream().skip(2).findFirst());
    }

    /** {@return the same files by absolute paths} */
    public TrialFiles absolute() {
        return new TrialFiles(absolute(inputs), absolute(targets), valid.map(TrialFiles::absolute));
    }

    /** {@return whether the inputs are stored} {@code [steps, trials, channels]} */
    public boolean timeFirst() {
        return inputs.timeFirst();
    }

    private static ArrayReference absolute(ArrayReference reference) {
        return new ArrayReference(
                reference.file().toAbsolutePath().normalize(), reference.name(), reference.timeFirst());
    }

    /** {@return the references as {@link #parse} reads them, without the order of their axes} */
    @Override
    public String toString() {
        return Stream.concat(Stream.of(inputs, targets), valid.stream())
                .map(ArrayReference::toString)
                .collect(Collectors.joining(","));
    }
}
