package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a trace of a product was summed.
 *
 * @param contraction the contraction: {@code features}, {@code trials}, both joined by "and", or {@code the whole Jacobian}
 * @param precision of its products; float32 if some are in it
 * @param flops the floating-point operations that it takes, counted from shapes before it began
 */
public record ContractionCount(String contraction, Precision precision, double flops) implements Serializable {
    private static final String JOINT = " and ";

    /** {@return the names of all that take operations, without repetition and in the order of the alphabet, and the sum of their operations} */
    static ContractionCount sum(List<ContractionCount> counts) {
        Set<String> names = new TreeSet<>();
        boolean isNothing = counts.stream().allMatch(count -> count.flops() == 0);
        counts.stream()
                .filter(count -> count.flops() > 0 || isNothing)
                .forEach(count -> names.addAll(List.of(count.contraction().split(JOINT, -1))));
        boolean isRounded = counts.stream().anyMatch(count -> count.precision() == Precision.FLOAT32);
        return new ContractionCount(
                String.join(JOINT, names),
                isRounded ? Precision.FLOAT32 : Precision.FLOAT64,
                counts.stream().mapToDouble(ContractionCount::flops).sum());
    }

    /** {@return a sentence for the reader} */
    String sentence() {
        return String.format(
                Locale.ROOT,
                "It was contracted by %s%s: %.3g floating-point operations.",
                contraction,
                precision == Precision.FLOAT32 ? " in float32" : "",
                flops);
    }
}
