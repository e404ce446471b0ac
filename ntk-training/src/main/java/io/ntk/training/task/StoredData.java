package io.ntk.training.task;

import io.ntk.io.arrays.ArrayReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The data of a training.
 *
 * @param learning the trials that are learnt from
 * @param evaluation the trials that the network is evaluated on; those that are learnt from if absent
 * @param digest the SHA-256 of all numbers in hexadecimal digits, by which changed files are recognised; empty if not known
 */
public record StoredData(TrialFiles learning, Optional<TrialFiles> evaluation, String digest) {
    /**
     * Names data that were not read yet.
     *
     * @param learning the trials that are learnt from
     * @param evaluation the trials that the network is evaluated on, if others
     */
    public StoredData(TrialFiles learning, Optional<TrialFiles> evaluation) {
        this(learning, evaluation, "");
    }

    /** {@return all files, those that are learnt from first} */
    public List<ArrayReference> files() {
        return Stream.concat(Stream.of(learning), evaluation.stream())
                .flatMap(files -> Stream.concat(Stream.of(files.inputs(), files.targets()), files.valid().stream()))
                .toList();
    }
}
