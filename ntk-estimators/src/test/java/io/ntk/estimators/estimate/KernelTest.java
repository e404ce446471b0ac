package io.ntk.estimators.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.random.ProbeDistribution;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class KernelTest {
    private static final LinearOperator J = DenseOperator.of(new DMatrixRMaj(new double[][] {{1, 2, 3}, {4, 5, 6}}));

    @Test
    void countsProductsOfEachOperatorWhereverTheyAreMade() {
        List<String> told = new ArrayList<>();
        Meter meter = new Meter((products, expected) -> told.add(products + "/" + expected), 10);
        Kernel before = meter.attach(Kernel.ofFactor(J));
        Kernel after = meter.attach(Kernel.ofFactor(J));
        try (MultiVector v = J.range().probes(ProbeDistribution.GAUSSIAN, 1, 0, 4);
                MultiVector u = J.domain().probes(ProbeDistribution.GAUSSIAN, 1, 0, 2)) {
            before.operator().times(v).close();
            before.operator().gram().times(v).close();
            before.requireFactor("m").times(u).close();
            before.requireFactor("m").adjoint().times(v).close();
            before.requireFactor("m").adjoint().adjoint().times(u).close();
            after.operator().adjoint().times(v).close();
        }
        assertThat(meter.costs()).containsExactly(new Cost(12, 4, 4), new Cost(4, 0, 0));
        assertThat(meter.costs().get(0).products()).isEqualTo(20);
        assertThat(told).startsWith("4/10", "8/10", "12/12").last().isEqualTo("24/24");
    }

    @Test
    void countedKernelKeepsWhatTheOperatorDeclares() {
        Kernel counted = new Meter(Progress.none(), 1).attach(Kernel.ofFactor(J));
        counted.require("m", OperatorProperty.POSITIVE_SEMIDEFINITE, OperatorProperty.SYMMETRIC);
        assertThat(counted.order()).isEqualTo(2);
    }

    @Test
    void refusesByNameWhatTheOperatorIsNot() {
        assertRefused(() -> Kernel.of(J).require("hutchinson"), "hutchinson", "square");
        assertRefused(() -> Kernel.of(J).requireFactor("naive"), "naive", "factor J");
        assertRefused(() -> Kernel.ofFactor(J).requireLinearization("exact"), "exact", "linearization");
        LinearOperator square = DenseOperator.of(new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}}));
        assertRefused(
                () -> Kernel.of(square).require("nystrom++", OperatorProperty.POSITIVE_SEMIDEFINITE),
                "nystrom++",
                "positive semidefinite");
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.OPERATOR_PROPERTY))
                .hasMessageContainingAll(words);
    }
}
