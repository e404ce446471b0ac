package io.ntk.estimators.exact;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a trace of a product was summed.
 *
 * @param contraction the contraction: {@code features}, {@code trials}, both joined by "and", or {@code the whole Jacobian}
 * @param flops the floating-point operations that it takes, counted from shapes before it began
 */
public record ContractionCount(String contraction, double flops) {
    /** {@return the names of all without repetition, and the sum of their operations} */
    static ContractionCount sum(List<ContractionCount> counts) {
        Set<String> names = new LinkedHashSet<>();
        counts.forEach(count -> names.add(count.contraction()));
        return new ContractionCount(
                String.join(" and ", names),
                counts.stream().mapToDouble(ContractionCount::flops).sum());
    }

    /** {@return a sentence for the reader} */
    String sentence() {
        return String.format(
                Locale.ROOT, "It was contracted by %s: %.3g floating-point operations.", contraction, flops);
    }
}
