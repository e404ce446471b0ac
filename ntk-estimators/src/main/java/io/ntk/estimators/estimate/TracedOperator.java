package io.ntk.estimators.estimate;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a trace is of.
 *
 * @param operator of the model
 * @param of the operator itself or its square
 */
public record TracedOperator(KernelOperator operator, TraceOf of) {
    private static final String SQUARED = "-squared";

    /** {@return as users write it, such as {@code one-step-squared}} */
    public String label() {
        return operator.label() + (of == TraceOf.SQUARE ? SQUARED : "");
    }

    /**
     * Reads what users write.
     *
     * @param label the label of a {@link KernelOperator}, perhaps with {@code -squared}
     * @return what the trace is of
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static TracedOperator parse(String label) {
        List<TracedOperator> all = Arrays.stream(KernelOperator.values())
                .flatMap(operator -> Stream.of(TraceOf.values()).map(of -> new TracedOperator(operator, of)))
                .toList();
        return all.stream()
                .filter(one -> one.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Traces are not taken of '" + label + "'.",
                        ClosestName.remedy(
                                label, all.stream().map(TracedOperator::label).toList())));
    }
}
