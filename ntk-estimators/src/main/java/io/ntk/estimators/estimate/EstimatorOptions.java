package io.ntk.estimators.estimate;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.BackendOptions;
import io.ntk.estimators.probe.ProbeKind;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The options of an estimator: {@code EstimatorOptions.samples(100).withSeed(7).withTolerance(0.01)}.
 *
 * @param samples the budget m: applications of each operator, at least 1; methods that sample refuse more than n
 * @param seed the seed of all probes
 * @param probes the distribution of the probes
 * @param tolerance if present, the target for the half-width of the 95% interval, relative to the value: probes are added
 *     until it is reached or the budget is spent. In [0, 1); 0 means until rounding is the larger error, for methods that measure it
 * @param memoryLimit how many bytes the blocks of vectors that an estimator holds may take: probes are processed in
 *     blocks of columns that fit, and a method that must hold more refuses. At least 1
 * @param progress the listener that is told how many products have been made
 */
public record EstimatorOptions(
        int samples, long seed, ProbeKind probes, OptionalDouble tolerance, long memoryLimit, Progress progress) {

    /** Enough columns at a time for products at full speed. */
    private static final int COLUMNS = 64;

    /** Checks what can be checked without an operator. */
    public EstimatorOptions {
        if (samples < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of samples is " + samples + ".",
                    "Give at least 1 and at most n, the order of the operator.");
        }
        if (tolerance.isPresent() && !(tolerance.getAsDouble() >= 0 && tolerance.getAsDouble() < 1)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The tolerance is " + tolerance.getAsDouble() + ".",
                    "Give a relative tolerance between 0 and 1, such as 0.01.");
        }
        if (tolerance.isPresent() && probes == ProbeKind.ORTHONORMAL) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Orthonormal probes cannot be added to until a tolerance is met.",
                    "Use rademacher, gaussian or sphere probes, or give a number of samples only.");
        }
        if (memoryLimit < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The memory limit of the estimator is " + memoryLimit + " bytes.",
                    "Give a positive number of bytes.");
        }
    }

    /**
     * {@return options with a budget, seed 0, Rademacher probes, no tolerance, the memory limit of {@link BackendOptions#defaults()},
     * and no listener}
     *
     * @param budget the number of samples, at least 1
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for fewer
     */
    public static EstimatorOptions samples(int budget) {
        return new EstimatorOptions(
                budget,
                0,
                ProbeKind.RADEMACHER,
                OptionalDouble.empty(),
                BackendOptions.defaults().memoryLimit(),
                Progress.none());
    }

    /**
     * {@return these options with another budget}
     *
     * @param count at least 1
     */
    public EstimatorOptions withSamples(int count) {
        return new EstimatorOptions(count, seed, probes, tolerance, memoryLimit, progress);
    }

    /**
     * {@return these options with another seed}
     *
     * @param value the seed
     */
    public EstimatorOptions withSeed(long value) {
        return new EstimatorOptions(samples, value, probes, tolerance, memoryLimit, progress);
    }

    /**
     * {@return these options with other probes}
     *
     * @param kind the distribution of the probes
     */
    public EstimatorOptions withProbes(ProbeKind kind) {
        return new EstimatorOptions(samples, seed, kind, tolerance, memoryLimit, progress);
    }

    /**
     * {@return these options with a tolerance}
     *
     * @param relative in [0, 1)
     */
    public EstimatorOptions withTolerance(double relative) {
        return new EstimatorOptions(samples, seed, probes, OptionalDouble.of(relative), memoryLimit, progress);
    }

    /** {@return these options without a tolerance: all samples are drawn} */
    public EstimatorOptions withoutTolerance() {
        return new EstimatorOptions(samples, seed, probes, OptionalDouble.empty(), memoryLimit, progress);
    }

    /**
     * {@return these options with another memory limit}
     *
     * @param bytes at least 1
     */
    public EstimatorOptions withMemoryLimit(long bytes) {
        return new EstimatorOptions(samples, seed, probes, tolerance, bytes, progress);
    }

    /**
     * {@return these options with another listener}
     *
     * @param listener is told how many products have been made
     */
    public EstimatorOptions withProgress(Progress listener) {
        return new EstimatorOptions(samples, seed, probes, tolerance, memoryLimit, listener);
    }

    /**
     * Refuses a budget that a method cannot work with.
     *
     * @param method its name, for the message
     * @param least the least it needs
     * @param most n, the dimension in which its probes are drawn
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} naming the budget and the bound it breaks
     */
    public void requireSamples(String method, int least, long most) {
        if (least > most) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Method '" + method + "' needs at least " + least
                            + " samples, which there are not: the operator has" + " order n = " + most + ".",
                    "Use a method that needs fewer samples or none, such as exact or naive, or look at more trials, steps or"
                            + " units.");
        }
        if (samples > most) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of samples is " + samples + ", but the operator has order n = " + most + ".",
                    least == most ? "Give " + most + "." : "Give at least " + least + " and at most " + most + ".");
        }
        if (samples < least) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Method '" + method + "' needs at least " + least + " samples, but was given " + samples + ".",
                    "Give at least " + least + ".");
        }
    }

    /**
     * Refuses a tolerance where the method cannot stop at one.
     *
     * @param method the method
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} naming the method
     */
    public void requireToleranceSupported(EstimatorDescription method) {
        if (tolerance.isPresent() && !method.adaptive()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Method '" + method.name() + "' cannot stop at a tolerance.",
                    "Give a number of samples only, or choose a method whose description says that it is adaptive.");
        }
    }

    /**
     * Refuses probes that depend on each other, where products of different ones would be biased.
     *
     * @param method the name of the method that pairs probes
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for orthonormal probes
     */
    public void requireIndependentProbes(String method) {
        if (probes == ProbeKind.ORTHONORMAL) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Method '" + method + "' needs independent probes, but orthonormal ones were asked for.",
                    "Use rademacher or sphere probes.");
        }
    }

    /**
     * Refuses vectors that a method must hold at a time, whatever probes come in parts.
     *
     * @param method its name, for the message
     * @param space the space of the vectors
     * @param vectors how many they are
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if they take more than the memory limit
     */
    public void requireRoom(String method, VectorSpace space, int vectors) {
        double bytes = bytes(space, vectors);
        if (bytes > memoryLimit) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "Method '%s' must hold %d vectors at a time for %d samples, which need %.0f bytes, but %d are"
                                    + " allowed.",
                            method,
                            vectors,
                            samples,
                            bytes,
                            memoryLimit),
                    "Use fewer samples, shared-sketch or hutchinson, whose probes come in parts, or allow more memory.");
        }
    }

    /**
     * {@return these options for what comes in parts beside vectors that are held: with the memory that is left}
     *
     * @param space the space of the vectors
     * @param vectors how many they are
     */
    public EstimatorOptions beside(VectorSpace space, int vectors) {
        return withMemoryLimit((long) Math.max(1, memoryLimit - bytes(space, vectors)));
    }

    /**
     * {@return the bytes of some vectors}
     *
     * @param space their space
     * @param vectors how many they are
     */
    public static double bytes(VectorSpace space, int vectors) {
        return (double) space.dimension() * space.precision().bytes() * vectors;
    }

    /**
     * {@return how many vectors of a space take as much memory, rounded up}
     *
     * @param space the space
     * @param bytes the memory
     */
    public static int vectors(VectorSpace space, double bytes) {
        return (int) Math.ceil(bytes / bytes(space, 1));
    }

    /**
     * {@return as many vectors of an operator's domain as take the memory of one and its image}
     *
     * @param operator the operator
     */
    public static int vectorsHeld(LinearOperator operator) {
        return 1 + vectors(operator.domain(), bytes(operator.range(), 1));
    }

    /**
     * {@return how many columns of an operator to make at a time, which are needed one after the other, at least 1}
     *
     * @param bytes that each takes
     */
    public int columnsAtATime(double bytes) {
        return (int) Math.max(1, Math.min(COLUMNS, memoryLimit / bytes));
    }

    /**
     * {@return the same for columns that are made of unit vectors, which are held beside them}
     *
     * @param operator the operator
     */
    public int columnsAtATime(LinearOperator operator) {
        return columnsAtATime(bytes(operator.domain(), 1) + bytes(operator.range(), 1));
    }

    /**
     * {@return AᵀA, whose products hold AX of as many columns at a time as fit a quarter of the memory limit}
     *
     * @param a the operator
     */
    public LinearOperator gram(LinearOperator a) {
        return a.gram(memoryLimit / 4);
    }

    /**
     * How many probes to hold at a time.
     *
     * @param space the space of the probes
     * @param blocks how many blocks of this width are held at a time
     * @param wanted how many probes there will be, at least 1
     * @return between 1, whatever the memory limit, and the number wanted
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if probes that must be orthonormal to each other do not fit
     */
    public int probesAtATime(VectorSpace space, int blocks, int wanted) {
        double column = (double) space.dimension() * space.precision().bytes() * blocks;
        int fitting = (int) Math.max(1, Math.min(wanted, memoryLimit / column));
        if (probes == ProbeKind.ORTHONORMAL && fitting < wanted) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "%d orthonormal probes need %.0f bytes at a time, but %d are allowed.",
                            wanted,
                            wanted * column,
                            memoryLimit),
                    "Use rademacher, gaussian or sphere probes, which come in blocks, or allow more memory.");
        }
        return fitting;
    }
}
