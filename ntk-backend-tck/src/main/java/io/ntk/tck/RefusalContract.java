package io.ntk.tck;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the same mistake is refused as the same kind of mistake, naming the same values, on every backend. */
public abstract class RefusalContract extends BackendContract {
    /** For backends. */
    protected RefusalContract() {}

    final List<Named<CellMistake>> cellMistakes() {
        return Arrays.stream(CellMistake.values())
                .flatMap(mistake -> onEngine("a cell that " + words(mistake), mistake).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cellMistakes")
    @DisplayName("required: what a cell gets wrong is refused with the cell, the tensor and both shapes")
    final void refusesMistakesOfCells(CellMistake mistake) {
        Problem problem = TestProblems.problem(mistake, 3, 2, CellMistake.INPUT_SIZE, CellMistake.HIDDEN_SIZE);
        Object[] named = Stream.concat(Stream.of("'" + problem.model().name() + "'"), mistake.named().stream())
                .toArray();
        for (Precision precision : precisions()) {
            String what = "linearizing a cell that " + words(mistake) + " in " + precision.label();
            Problem own = problem.withPrecision(precision);
            Expect.refusal(what, mistake.id(), () -> backend().linearize(own).close(), named);
        }
    }

    private static String words(CellMistake mistake) {
        return mistake.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private record OptionMistake(ErrorId id, String named, UnaryOperator<BackendOptions> change) {}

    final List<Named<OptionMistake>> optionMistakes() {
        return List.of(
                Named.of(
                        "an unknown setting on " + provider().id(),
                        new OptionMistake(
                                ErrorId.CONFIGURATION,
                                "no-such-setting",
                                options -> options.withSettings(Map.of("no-such-setting", "1")))),
                Named.of(
                        "no threads on " + provider().id(),
                        new OptionMistake(ErrorId.INVALID_ARGUMENT, "0", options -> options.withThreads(0))),
                Named.of(
                        "no memory on " + provider().id(),
                        new OptionMistake(ErrorId.INVALID_ARGUMENT, "0", options -> options.withMemoryLimit(0))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optionMistakes")
    @DisplayName("required: options that make no sense are refused before anything is computed")
    final void refusesMistakesOfOptions(OptionMistake mistake) {
        Expect.refusal(
                "starting and linearizing",
                mistake.id(),
                () -> {
                    try (AutodiffBackend other =
                            provider().create(mistake.change().apply(options()))) {
                        other.linearize(problem()).close();
                    }
                },
                mistake.named());
    }

    final List<Named<Problem>> problems() {
        return onEngine("rnn_tanh", problem());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: blocks that do not fit an operator or each other are refused")
    final void refusesMistakesOfBlocks(Problem problem) {
        DMatrixRMaj tall = new DMatrixRMaj(5, 2);
        VectorSpace elsewhere = new HeapVectorSpace(IndexShape.of("elsewhere", 1));
        try (Linearization derivative = backend().linearize(problem)) {
            LinearOperator jacobian = derivative.jacobian();
            LinearOperator a = has(Feature.REVERSE_MODE) ? jacobian.adjoint() : jacobian;
            MultiVector closedX = a.domain().zeros(2);
            closedX.close();
            MultiVector closedY = a.range().zeros(2);
            closedY.close();
            try (MultiVector x = Blocks.random(a.domain(), 2);
                    MultiVector y = Blocks.random(a.range(), 2);
                    MultiVector wide = Blocks.random(a.domain(), 3);
                    MultiVector foreign = elsewhere.zeros(2)) {
                Expect.refusal("A of another space", ErrorId.SPACE_MISMATCH, () -> a.apply(foreign, y));
                Expect.refusal("A into another space", ErrorId.SPACE_MISMATCH, () -> a.apply(x, foreign));
                Expect.refusal("A from range to domain", ErrorId.SPACE_MISMATCH, () -> a.apply(y, x));
                Expect.refusal("A of other columns", ErrorId.SHAPE_MISMATCH, () -> a.apply(wide, y));
                Expect.refusal("A of a closed block", ErrorId.CLOSED, () -> a.apply(closedX, y));
                Expect.refusal("A into a closed block", ErrorId.CLOSED, () -> a.apply(x, closedY));
                Expect.refusal("axpy of another space", ErrorId.SPACE_MISMATCH, () -> x.axpy(1, foreign));
                Expect.refusal("axpy of other columns", ErrorId.SHAPE_MISMATCH, () -> x.axpy(1, wide));
                Expect.refusal("axpy of a closed block", ErrorId.CLOSED, () -> x.axpy(1, closedX));
                Expect.refusal("axpy to a closed block", ErrorId.CLOSED, () -> closedX.axpy(1, x));
                Expect.refusal("update by a tall matrix", ErrorId.SHAPE_MISMATCH, () -> x.update(1, x, tall, 1));
                Expect.refusal("a column beyond the last", ErrorId.SHAPE_MISMATCH, () -> x.toArray(2));
                Expect.refusal("columns beyond the last", ErrorId.SHAPE_MISMATCH, () -> x.copyColumns(1, 3));
                Expect.refusal("a column of other length", ErrorId.SHAPE_MISMATCH, () -> x.setColumn(0, new double[1]));
                Expect.refusal(
                        "zeros of no columns",
                        ErrorId.INVALID_ARGUMENT,
                        () -> a.domain().zeros(0));
                Expect.refusal(
                        "no columns", ErrorId.INVALID_ARGUMENT, () -> a.domain().uninitialized(0));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: what was closed is refused: a linearization's operators, observations and structure")
    final void refusesUseAfterClose(Problem problem) {
        Linearization closed = backend().linearize(problem);
        LinearOperator jacobian = closed.jacobian();
        closed.close();
        closed.close();
        try (MultiVector u = Blocks.random(closed.parameterSpace(), 1);
                MultiVector v = Blocks.random(closed.observationSpace(), 1)) {
            if (has(Feature.FORWARD_MODE)) {
                Expect.refusal("J u", ErrorId.CLOSED, () -> jacobian.apply(u, v), "linearization");
                Expect.refusal("jvp", ErrorId.CLOSED, () -> closed.jvp(u).close(), "linearization");
            }
            if (has(Feature.REVERSE_MODE)) {
                Expect.refusal("vjp", ErrorId.CLOSED, () -> closed.vjp(v).close(), "linearization");
            }
            Expect.refusal("observations", ErrorId.CLOSED, closed::observations, "linearization");
            if (has(Feature.STRUCTURE)) {
                Expect.refusal("structure", ErrorId.CLOSED, closed::structure, "linearization");
            }
        }
    }

    private boolean has(Feature feature) {
        return backend().capabilities().has(feature);
    }

    private Problem problem() {
        return TestProblems.leakyProducts().withPrecision(precisions().get(0));
    }
}
