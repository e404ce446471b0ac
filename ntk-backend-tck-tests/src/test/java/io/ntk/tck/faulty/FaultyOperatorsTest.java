package io.ntk.tck.faulty;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.LinearOperatorContract;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each mistake in an operator fails the check meant for it. */
class FaultyOperatorsTest {
    @Test
    @DisplayName("weight gradients laid out [in, out] fail the adjoint identity")
    void transposesWrongly() {
        Verdict.of(TransposesWrongly.class)
                .expectFailure("adjointIdentity", "⟨A x, y⟩", "declaredPropertiesHold", "algebra");
    }

    static class TransposesWrongly extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public LinearOperator jacobian() {
                    return new FaultyOperator(
                            right.jacobian(),
                            FaultyOperator.Product.RIGHT,
                            (operator, x, y) -> applyTransposed(right.problem(), operator, x, y));
                }
            }));
        }

        private static void applyTransposed(Problem problem, LinearOperator vjp, MultiVector x, MultiVector y) {
            vjp.apply(x, y);
            for (int j = 0; j < y.columns(); j++) {
                double[] gradient = y.toArray(j);
                problem.selectedLayout().tensors().forEach(tensor -> transpose(gradient, tensor));
                y.setColumn(j, gradient);
            }
        }

        private static void transpose(double[] gradient, ParameterTensor tensor) {
            double[] original = gradient.clone();
            for (int i = 0; i < tensor.rows(); i++) {
                for (int k = 0; k < tensor.columns(); k++) {
                    gradient[tensor.offset() + k * tensor.rows() + i] =
                            original[tensor.offset() + i * tensor.columns() + k];
                }
            }
        }
    }

    @Test
    @DisplayName("a product that writes to its argument fails")
    void mutatesItsArgument() {
        Verdict.of(MutatesItsArgument.class)
                .expectFailure("argumentIsNotModified", "argument of J", "pairDotsAreThoseOfImages", "algebra");
    }

    static class MutatesItsArgument extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.inJacobian(
                    (operator, x, y) -> {
                        operator.apply(x, y);
                        x.scale(2);
                    },
                    FaultyOperator.Product.RIGHT));
        }
    }

    @Test
    @DisplayName("inner products of the images with themselves where those of the other block belong fail")
    void swapsInnerProducts() {
        Verdict.of(SwapsInnerProducts.class).expectFailure("pairDotsAreThoseOfImages", "⟨y, y⟩ of Θ on a block of 1");
    }

    static class SwapsInnerProducts extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public LinearOperator ntk() {
                    return swapped(right.ntk());
                }
            }));
        }

        private static LinearOperator swapped(LinearOperator right) {
            return new AbstractLinearOperator(right.domain(), right.range(), right.properties()) {
                @Override
                protected void multiply(MultiVector x, MultiVector y) {
                    right.apply(x, y);
                }

                @Override
                protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                    right.adjoint().apply(x, y);
                }

                @Override
                protected double[][] multiplyPairDots(MultiVector x, MultiVector y) {
                    double[][] dots = right.pairDots(x, y);
                    return new double[][] {dots[2], dots[1], dots[0]};
                }
            };
        }
    }

    @Test
    @DisplayName("a block whose last column is lost fails against single vectors")
    void dropsTheLastColumn() {
        Verdict.of(DropsTheLastColumn.class)
                .expectFailure(
                        "blocksEqualSingleVectors",
                        "J on a block of 2, column 1",
                        "linearity",
                        "declaredPropertiesHold",
                        "algebra");
    }

    static class DropsTheLastColumn extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.inJacobian(DropsTheLastColumn::apply, DropsTheLastColumn::apply));
        }

        static void apply(LinearOperator right, MultiVector x, MultiVector y) {
            right.apply(x, y);
            if (y.columns() > 1) {
                y.setColumn(
                        y.columns() - 1,
                        new double[Math.toIntExact(right.range().dimension())]);
            }
        }
    }

    @Test
    @DisplayName("a product that is added to what the result held fails")
    void addsToTheResult() {
        Verdict.of(AddsToTheResult.class).expectFailure("resultIsOverwritten", "NaN");
    }

    static class AddsToTheResult extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.inJacobian(AddsToTheResult::apply, AddsToTheResult::apply));
        }

        private static void apply(LinearOperator right, MultiVector x, MultiVector y) {
            try (MultiVector product = right.times(x)) {
                y.axpy(1, product);
            }
        }
    }

    @Test
    @DisplayName("an offset added to every product fails linearity")
    void isNotLinear() {
        Verdict.of(IsNotLinear.class)
                .expectFailure(
                        "linearity",
                        "J",
                        "blocksEqualSingleVectors",
                        "adjointIdentity",
                        "declaredPropertiesHold",
                        "algebra");
    }

    static class IsNotLinear extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.inJacobian(
                    (operator, x, y) -> {
                        operator.apply(x, y);
                        for (int j = 0; j < y.columns(); j++) {
                            double[] column = y.toArray(j);
                            column[0] += 1;
                            y.setColumn(j, column);
                        }
                    },
                    FaultyOperator.Product.RIGHT));
        }
    }

    @Test
    @DisplayName("a scratch array shared by all threads fails under concurrent use")
    void sharesScratch() {
        Verdict.of(SharesScratch.class).expectFailure("concurrentApplications", "result of thread");
    }

    static class SharesScratch extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> {
                AtomicReference<double[]> scratch = new AtomicReference<>(new double[0]);
                return new ForwardingLinearization(right) {
                    @Override
                    public LinearOperator jacobian() {
                        return new FaultyOperator(
                                right.jacobian(),
                                (operator, x, y) -> applyThrough(scratch, operator, x, y),
                                FaultyOperator.Product.RIGHT);
                    }
                };
            }));
        }

        private static void applyThrough(
                AtomicReference<double[]> scratch, LinearOperator operator, MultiVector x, MultiVector y) {
            scratch.set(x.toArray(0));
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            try (MultiVector copy = x.copy()) {
                copy.setColumn(0, scratch.get());
                operator.apply(copy, y);
            }
        }
    }

    @Test
    @DisplayName("a column lost between two threads fails")
    void losesColumnsWithThreads() {
        Verdict.of(LosesColumnsWithThreads.class).expectFailure("independentOfThreads", "3 threads");
    }

    static class LosesColumnsWithThreads extends LinearOperatorContract {
        @Override
        protected BackendOptions options() {
            return BackendOptions.defaults().withThreads(1);
        }

        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) ->
                    options.threads() == 3 ? withoutLastColumn(right, options, problem) : right.linearize(problem));
        }
    }

    @Test
    @DisplayName("a column lost between two chunks fails")
    void losesColumnsInChunks() {
        Verdict.of(LosesColumnsInChunks.class).expectFailure("independentOfMemoryLimit", "bytes, product");
    }

    static class LosesColumnsInChunks extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) -> options.memoryLimit() < 100_000
                    ? withoutLastColumn(right, options, problem)
                    : right.linearize(problem));
        }
    }

    private static Linearization withoutLastColumn(AutodiffBackend right, BackendOptions options, Problem problem) {
        return Fault.inJacobian(DropsTheLastColumn::apply, DropsTheLastColumn::apply)
                .linearize(right, options, problem);
    }

    @Test
    @DisplayName("native memory that is kept after each product fails")
    void leaks() {
        Verdict.onMemory(Leaks.class).expectFailure("nativeMemoryDoesNotGrow", "growth of native memory");
    }

    static class Leaks extends LinearOperatorContract {
        /** Never freed, as a leak is not: blocks freed after this check could hide the next check's leak from the system. */
        private static final List<ByteBuffer> LOST = new ArrayList<>();

        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.inJacobian(
                    (operator, x, y) -> {
                        operator.apply(x, y);
                        int bytes = Math.toIntExact(operator.range().dimension() * y.columns() * Double.BYTES);
                        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
                        LOST.add(buffer);
                    },
                    FaultyOperator.Product.RIGHT));
        }
    }
}
