package io.ntk.cli.command;

import io.ntk.estimators.estimate.KernelOperator;
import java.util.Optional;

/**
 * What an estimate is of, as reports say it.
 *
 * @param metric {@code alignment} or {@code trace}
 * @param of the operator as users write it, such as {@code one-step} or {@code ntk-squared}
 * @param with the operator that it is compared with; empty if that is not another one
 * @param reduced to which axes the operator is reduced, if it is
 * @param title of a page
 * @param sentence on what the number says
 */
record Subject(String metric, String of, String with, Optional<ReducedAxes> reduced, String title, String sentence) {
    private static final String ALIGNMENT = "alignment";

    /**
     * The alignment of two operators.
     *
     * @param ofOneModel whether both are of one
     * @param reduced to which axes both are reduced, if they are
     */
    static Subject alignment(
            KernelOperator of, KernelOperator with, boolean ofOneModel, Optional<ReducedAxes> reduced) {
        if (of != with) {
            return new Subject(
                    ALIGNMENT,
                    of.label(),
                    with.label(),
                    reduced,
                    "Alignment of " + of(of.symbol() + " with " + with.symbol(), reduced),
                    (ofOneModel
                                    ? "How alike " + of.title() + " and " + with.title() + " of one model are"
                                    : "How alike " + of.title() + " before training and " + with.title()
                                            + " after training are")
                            + reduced.map(axes -> ", both " + axes.sentence()).orElse("")
                            + ".");
        }
        boolean isNtk = of == KernelOperator.NTK && reduced.isEmpty();
        return new Subject(
                ALIGNMENT,
                of.label(),
                "",
                reduced,
                isNtk ? "Kernel alignment" : "Alignment of " + of(of.symbol(), reduced),
                isNtk
                        ? "Of the neural tangent kernels before and after training: near 1 for lazy learning, far below 1 for"
                                + " rich learning."
                        : "Of " + of.title() + " before training and that after training"
                                + reduced.map(axes -> ", both " + axes.sentence())
                                        .orElse("") + ".");
    }

    /**
     * The trace of an operator or of its square.
     *
     * @param of as the user wrote it
     * @param order of the operator
     */
    static Subject trace(KernelOperator operator, String of, long order) {
        return trace(of, Optional.empty(), "Of " + operator.title() + ", a matrix of order " + order + ".");
    }

    /**
     * The trace of a reduced operator or of its square.
     *
     * @param of as the user wrote it
     * @param axes to which it is reduced
     */
    static Subject trace(KernelOperator operator, String of, ReducedAxes axes) {
        String sentence = "Of " + operator.title() + " " + axes + ", a matrix of order "
                + axes.kept().order() + ".";
        return trace(of, Optional.of(axes), sentence);
    }

    private static Subject trace(String of, Optional<ReducedAxes> reduced, String sentence) {
        return new Subject("trace", of, "", reduced, "Trace of " + of(of, reduced), sentence);
    }

    private static String of(String of, Optional<ReducedAxes> reduced) {
        return of + reduced.map(axes -> " " + axes).orElse("");
    }

    boolean isAlignment() {
        return metric.equals(ALIGNMENT);
    }

    /** Whether it is of the neural tangent kernel itself, which reports take for granted. */
    boolean isOfNtk() {
        return of.equals(KernelOperator.NTK.label()) && with.isEmpty() && reduced.isEmpty();
    }

    /** What lines call it. */
    String name() {
        return metric + (isOfNtk() ? "" : " of " + operators());
    }

    /** The field of a row that names the operators; an alignment of neural tangent kernels has none. */
    String field() {
        return isAlignment() && isOfNtk() ? "" : operators();
    }

    private String operators() {
        return of(with.isEmpty() ? of : of + " with " + with, reduced);
    }
}
