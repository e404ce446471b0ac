package io.ntk.estimators.trace;

import static io.ntk.estimators.rounding.Repetition.dot;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.rounding.Repetition;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the first product with an operator says of a trace, to have it repeated in float64 ({@link Repetition}). Every method that
 * samples multiplies isotropic vectors first: the probes of its sketch, or of its mean.
 */
final class FirstProduct implements AutoCloseable {
    private final TraceOf of;
    private final long memoryLimit;

    /** The vectors; null before the first product, or without room. */
    private @Nullable MultiVector vectors;

    private long order;
    private double[] forms = {};
    private boolean seen;

    FirstProduct(TraceOf of, long memoryLimit) {
        this.of = of;
        this.memoryLimit = memoryLimit;
    }

    /** The operator, whose first product, or that of its adjoint, is remembered in part. */
    LinearOperator watch(LinearOperator operator) {
        return new Watched(operator);
    }

    private final class Watched implements LinearOperator {
        private final LinearOperator operator;

        Watched(LinearOperator operator) {
            this.operator = operator;
        }

        @Override
        public VectorSpace domain() {
            return operator.domain();
        }

        @Override
        public VectorSpace range() {
            return operator.range();
        }

        @Override
        public Set<OperatorProperty> properties() {
            return operator.properties();
        }

        @Override
        public void apply(MultiVector x, MultiVector y) {
            operator.apply(x, y);
            if (!seen) {
                seen = true;
                remember(x, y);
            }
        }

        @Override
        public LinearOperator adjoint() {
            LinearOperator other = operator.adjoint();
            return other == operator ? this : new Watched(other);
        }
    }

    private void remember(MultiVector x, MultiVector y) {
        int count = Math.min(Repetition.MOST, x.columns());
        if (2.0 * count * Double.BYTES * x.space().dimension() > memoryLimit) {
            return;
        }
        order = x.space().order();
        vectors = x.copyColumns(0, count);
        forms = new double[count];
        double[] vector = new double[Math.toIntExact(x.space().dimension())];
        double[] image = new double[Math.toIntExact(y.space().dimension())];
        for (int j = 0; j < count; j++) {
            x.getColumn(j, vector);
            y.getColumn(j, image);
            forms[j] = form(vector, image);
        }
    }

    /** The unbiased estimate of the trace by one isotropic vector. */
    private double form(double[] x, double[] y) {
        return (of == TraceOf.OPERATOR ? dot(x, y) : dot(y, y)) * order / dot(x, x);
    }

    /** The outcome with a bound of its error by rounding, where products of the kernel can be repeated. */
    Outcome withRounding(Outcome outcome, Kernel kernel) {
        if (forms.length < Repetition.FEW || outcome.interval95().isEmpty()) {
            return outcome;
        }
        OptionalDouble bound = Repetition.bound((from, until) -> changes(kernel, from, until), outcome.halfWidth());
        return bound.isPresent() ? outcome.withRounding(bound.getAsDouble()) : outcome;
    }

    private Optional<double[]> changes(Kernel kernel, int from, int until) {
        int end = Math.min(forms.length, until);
        MultiVector remembered = vectors;
        if (end <= from || remembered == null) {
            return Optional.empty();
        }
        double[][] x = IntStream.range(from, end).mapToObj(remembered::toArray).toArray(double[][]::new);
        return Repetition.of(List.of(kernel), x, memoryLimit).map(images -> {
            double[] changes = new double[x.length];
            for (int j = 0; j < x.length; j++) {
                changes[j] = forms[from + j] - form(x[j], images.get(0)[j]);
            }
            return changes;
        });
    }

    @Override
    public void close() {
        if (vectors != null) {
            vectors.close();
        }
    }
}
