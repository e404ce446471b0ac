package io.ntk.cli.figure;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.util.List;

/**
 * What the study of coverage goes through: every network in every precision with every budget.
 *
 * @param networks names of networks of the study, at least one
 * @param samples budgets, each at least 1, in ascending order
 * @param precisions those of the kernels; exact values are computed in float64
 */
public record StudyScope(List<String> networks, List<Integer> samples, List<Precision> precisions) {
    /** Checks that nothing is empty, unknown or out of order. */
    public StudyScope {
        if (networks.isEmpty() || samples.isEmpty() || precisions.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The study has " + networks.size() + " networks, " + samples.size() + " numbers of samples and "
                            + precisions.size() + " precisions.",
                    "Give at least one of each.");
        }
        networks.forEach(StudyNetwork::named);
        for (int i = 0; i < samples.size(); i++) {
            if (samples.get(i) < 1 || (i > 0 && samples.get(i) <= samples.get(i - 1))) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The numbers of samples are " + samples + ".",
                        "Give numbers of at least 1, each larger than the one before it, such as 20,100.");
            }
        }
        networks = List.copyOf(networks);
        samples = List.copyOf(samples);
        precisions = List.copyOf(precisions);
    }

    /** {@return the study as it is published} */
    static StudyScope published() {
        return new StudyScope(StudyNetwork.names(), List.of(6, 10, 20, 40, 100), List.of(Precision.values()));
    }
}
