package io.ntk.estimators.dynamics;

import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.StepStructure;
import io.ntk.tck.ForwardingLinearization;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;

/** Its last trial has a step Jacobian that is not a number at step 3. */
final class DivergedLinearization extends ForwardingLinearization {
    DivergedLinearization(Linearization right) {
        super(right);
    }

    @Override
    public Optional<StepStructure> structure() {
        return super.structure()
                .map(right -> new Diverged(right, problem().inputs().trials() - 1));
    }

    private record Diverged(StepStructure right, int diverged) implements StepStructure {
        @Override
        public int stateSize() {
            return right.stateSize();
        }

        @Override
        public int perturbationSize() {
            return right.perturbationSize();
        }

        @Override
        public List<AffineSite> sites() {
            return right.sites();
        }

        @Override
        public void features(int site, int trial, DoubleBuffer out) {
            right.features(site, trial, out);
        }

        @Override
        public void stateJacobians(int trial, DoubleBuffer out) {
            right.stateJacobians(trial, out);
            if (trial == diverged) {
                out.put(3 * stateSize() * stateSize(), Double.NaN);
            }
        }

        @Override
        public void siteJacobians(int site, int trial, DoubleBuffer out) {
            right.siteJacobians(site, trial, out);
        }

        @Override
        public DenseProducts products() {
            return right.products();
        }
    }
}
