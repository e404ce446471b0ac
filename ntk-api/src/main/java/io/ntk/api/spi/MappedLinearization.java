package io.ntk.api.spi;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The part of a plain problem's linearization that belongs to another problem: see {@link PlainProblem}. */
final class MappedLinearization extends AbstractLinearization {
    private final PlainProblem plain;
    private final Linearization inner;
    private final @Nullable RowMap parameters;
    private final @Nullable RowMap observations;
    private @Nullable RowMap perturbations;

    /**
     * Takes over a linearization, which is closed with this one.
     *
     * @param plain the problems
     * @param inner the linearization of the plain problem
     * @param space makes spaces of the engine
     * @param workingStorage the bytes that products work with
     */
    MappedLinearization(
            PlainProblem plain,
            Linearization inner,
            Function<IndexShape, ? extends VectorSpace> space,
            long workingStorage) {
        super(plain.original(), space, workingStorage);
        this.plain = plain;
        this.inner = inner;
        this.parameters = plain.parameterMap();
        this.observations = plain.observationMap();
    }

    /** E, which products with J do not need. */
    private synchronized @Nullable RowMap perturbations() {
        if (perturbations == null) {
            perturbations = plain.perturbationMap();
        }
        return perturbations;
    }

    /** The map of vectors of the domain of J, P or F. */
    private @Nullable RowMap domainMap(Factor factor) {
        return factor.isFromParameters() ? parameters : perturbations();
    }

    /** The map of the range: O goes from the plain problem, E to it. */
    private @Nullable RowMap rangeMap(Factor factor) {
        return factor.isToObservations() ? observations : perturbations();
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        LinearOperator operator = inner.operator(factor);
        RowMap domain = domainMap(factor);
        if (domain == null) {
            multiplyPlain(factor, operator, x, y);
            return;
        }
        try (MultiVector argument = operator.domain().uninitialized(x.columns())) {
            domain.apply(x, argument);
            multiplyPlain(factor, operator, argument, y);
        }
    }

    private void multiplyPlain(Factor factor, LinearOperator operator, MultiVector argument, MultiVector y) {
        RowMap range = rangeMap(factor);
        if (range == null) {
            operator.apply(argument, y);
            return;
        }
        try (MultiVector result = operator.times(argument)) {
            if (factor.isToObservations()) {
                range.apply(result, y);
            } else {
                range.applyAdjoint(result, y);
            }
        }
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        LinearOperator operator = inner.operator(factor);
        RowMap range = rangeMap(factor);
        if (range == null) {
            multiplyPlainAdjoint(factor, operator, x, y);
            return;
        }
        try (MultiVector argument = operator.range().uninitialized(x.columns())) {
            if (factor.isToObservations()) {
                range.applyAdjoint(x, argument);
            } else {
                range.apply(x, argument);
            }
            multiplyPlainAdjoint(factor, operator, argument, y);
        }
    }

    private void multiplyPlainAdjoint(Factor factor, LinearOperator operator, MultiVector argument, MultiVector y) {
        RowMap domain = domainMap(factor);
        if (domain == null) {
            operator.adjoint().apply(argument, y);
            return;
        }
        try (MultiVector result = operator.adjoint().times(argument)) {
            domain.applyAdjoint(result, y);
        }
    }

    @Override
    public LinearOperator ntk() {
        if (parameters != null) {
            return super.ntk();
        }
        return observations == null ? inner.ntk() : new ObservedKernel(inner.ntk(), observations);
    }

    /** O Θ_plain Oᵀ, which keeps what an engine gains by applying a kernel at once. */
    private final class ObservedKernel extends AbstractLinearOperator {
        private final LinearOperator kernel;
        private final RowMap map;

        ObservedKernel(LinearOperator kernel, RowMap map) {
            super(observationSpace(), observationSpace(), kernel.properties());
            this.kernel = kernel;
            this.map = map;
        }

        @Override
        protected void multiply(MultiVector x, MultiVector y) {
            requireOpen();
            try (MultiVector argument = kernel.domain().uninitialized(x.columns())) {
                map.applyAdjoint(x, argument);
                try (MultiVector result = kernel.times(argument)) {
                    map.apply(result, y);
                }
            }
        }

        @Override
        protected void multiplyAdjoint(MultiVector x, MultiVector y) {
            multiply(x, y);
        }
    }

    @Override
    protected double[] copyObservations() {
        return observations == null ? inner.observations() : observations.of(inner.observations());
    }

    @Override
    public Optional<StepStructure> structure() {
        requireOpen();
        return inner.structure().map(structure -> new MappedStructure(plain, structure));
    }

    @Override
    protected void free() {
        inner.close();
    }
}
