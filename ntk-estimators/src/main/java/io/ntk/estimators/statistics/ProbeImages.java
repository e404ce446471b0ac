package io.ntk.estimators.statistics;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.Probes;

/** The images of all probes, which a method that pairs them holds at a time; the probes themselves come in parts. */
public final class ProbeImages {
    private ProbeImages() {}

    /**
     * Multiplies the first probes.
     *
     * @param method the name of the method, for the message
     * @param operator what they are multiplied by; its range may be much smaller than its domain
     * @param probes in its domain
     * @param options how many, and the memory limit
     * @return a column for each; the caller closes it
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if the images exceed the memory limit
     */
    public static MultiVector of(String method, LinearOperator operator, Probes probes, EstimatorOptions options) {
        int count = options.samples();
        options.requireRoom(method, operator.range(), count);
        int held = EstimatorOptions.vectorsHeld(operator);
        int atATime = options.beside(operator.range(), count).probesAtATime(operator.domain(), held, count);
        MultiVector images = operator.range().uninitialized(count);
        try {
            for (int from = 0; from < count; from += atATime) {
                try (MultiVector block = probes.block(from, Math.min(atATime, count - from));
                        MultiVector image = operator.times(block)) {
                    images.setColumns(from, image);
                }
            }
            return images;
        } catch (RuntimeException | Error e) {
            images.close();
            throw e;
        }
    }
}
