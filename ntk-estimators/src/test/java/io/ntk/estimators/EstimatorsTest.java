package io.ntk.estimators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import java.util.List;
import org.junit.jupiter.api.Test;

class EstimatorsTest {
    private record Named(String name) implements TraceEstimator {
        @Override
        public EstimatorDescription description() {
            return new EstimatorDescription(name, "A name.", "nothing", ErrorKind.HEURISTIC, false);
        }

        @Override
        public Estimate estimate(Kernel kernel, TraceOf of, EstimatorOptions options) {
            throw new AssertionError("not called");
        }
    }

    @Test
    void findsByNameAndOffersTheClosest() {
        TraceEstimator one = new Named("hutchinson");
        Estimators estimators = new Estimators(List.of(one), List.of());
        assertThat(estimators.trace("hutchinson")).isSameAs(one);
        assertThatThrownBy(() -> estimators.trace("hutchison"))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.UNKNOWN_ESTIMATOR))
                .hasMessageContaining("Did you mean 'hutchinson'?");
        assertThatThrownBy(() -> estimators.alignment("hutchinson")).hasMessageContaining("alignments");
    }

    @Test
    void refusesTwoOfOneName() {
        assertThatThrownBy(() -> new Estimators(List.of(new Named("x"), new Named("x")), List.of()))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.DUPLICATE_PROVIDER));
    }

    @Test
    void defaultsSampleAndStateTheirError() {
        Estimators standard = Estimators.standard();
        assertThat(standard.defaultAlignment().description().name()).isEqualTo("deflated");
        assertThat(standard.defaultTrace().description().errorKind()).isEqualTo(ErrorKind.STANDARD_ERROR);
        assertThat(standard.defaultAlignment().description().errorKind()).isEqualTo(ErrorKind.STANDARD_ERROR);
        assertThat(standard.traces()).contains(standard.defaultTrace());
        assertThat(standard.alignments()).contains(standard.defaultAlignment());
    }
}
