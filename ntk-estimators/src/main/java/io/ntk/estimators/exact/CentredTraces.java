package io.ntk.estimators.exact;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;

/**
 * The traces of two kernels without the means of their rows and columns, from the traces of the kernels themselves.
 *
 * @param parts the traces of the centred kernels; 0 where rounding leaves nothing of a squared norm
 * @param rounding a bound of the error of their alignment by rounding
 */
record CentredTraces(AlignmentParts parts, double rounding) {
    static CentredTraces of(AlignmentParts whole, Kernel before, Kernel after) {
        double relative = ExactRounding.relative(before.requireLinearization(ExactNtk.NAME));
        try (MultiVector u = before.uniform();
                MultiVector x = before.operator().times(u);
                MultiVector y = after.operator().times(u)) {
            double a = u.dots(x)[0];
            double b = u.dots(y)[0];
            double cross = whole.crossTrace() - 2 * x.dots(y)[0] + a * b;
            double first = left(whole.squaredFrobeniusBefore(), x.dots(x)[0], a, relative);
            double last = left(whole.squaredFrobeniusAfter(), y.dots(y)[0], b, relative);
            AlignmentParts parts = new AlignmentParts(cross, first, last);
            double norms = Math.sqrt(whole.squaredFrobeniusBefore()) * Math.sqrt(whole.squaredFrobeniusAfter());
            double grown = norms / Math.sqrt(first) / Math.sqrt(last)
                    + Math.abs(parts.alignment())
                            * (whole.squaredFrobeniusBefore() / first + whole.squaredFrobeniusAfter() / last)
                            / 2;
            return new CentredTraces(parts, relative * grown);
        }
    }

    private static double left(double squaredNorm, double squaredImage, double mean, double relative) {
        double left = squaredNorm - 2 * squaredImage + mean * mean;
        return left > relative * squaredNorm ? left : 0;
    }

    AlignmentEstimate alignment(EstimatorOptions options) {
        parts.requireDefined();
        Cost one = new Cost(1, 0, 0);
        Outcome outcome = Outcome.exact(parts.alignment()).withRounding(rounding);
        return new AlignmentEstimate(outcome.by(ExactNtk.NAME, List.of(one, one), options), parts);
    }
}
