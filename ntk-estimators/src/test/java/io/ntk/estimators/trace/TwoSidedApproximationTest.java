package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class TwoSidedApproximationTest {
    @Test
    void closesWhatItMadeWhereALaterStepFails() {
        HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("row", 5));
        List<MultiVector> made = new ArrayList<>();
        try (MultiVector z = space.zeros(2)) {
            MultiVector w = space.zeros(2);
            w.close();
            isClosed(() -> TwoSidedApproximation.of(new DMatrixRMaj(2, 2), watched(z, made), w));
            assertThat(made).hasSize(1).allSatisfy(block -> isClosed(block::norms));
        }
    }

    /** The block, but it tells of the blocks that it makes. */
    private static MultiVector watched(MultiVector block, List<MultiVector> made) {
        return (MultiVector) Proxy.newProxyInstance(
                MultiVector.class.getClassLoader(), new Class<?>[] {MultiVector.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(block, arguments);
                    if (result instanceof MultiVector other) {
                        made.add(other);
                    }
                    return result;
                });
    }

    private static void isClosed(ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.CLOSED));
    }
}
