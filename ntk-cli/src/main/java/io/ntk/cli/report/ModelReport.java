package io.ntk.cli.report;

import java.util.Optional;

/** What a verb found of a model on inputs. */
public interface ModelReport extends Report {
    /** {@return what computed the result} */
    Computation computation();

    @Override
    default Optional<InputSizes> inputs() {
        return Optional.of(InputSizes.of(computation().problem().inputs()));
    }

    @Override
    default Optional<Provenance> provenance() {
        return Optional.of(computation().provenance());
    }
}
