package io.ntk.api.spi;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.linalg.VectorSpace;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The derivative of the part of a problem that is looked at, from those of groups of its trials: J and P of all have the rows of the
 * groups, as far as these are looked at, and Jᵀ is a sum over groups.
 */
final class RestrictedLinearization extends AbstractLinearization {
    private final List<Part> parts;
    /** Whether what the only group shows and takes is what the whole does. */
    private final boolean isWhole;

    /**
     * A group and its derivative.
     *
     * @param group the group
     * @param derivative its linearization
     */
    record Part(TrialGroup group, Linearization derivative) {}

    /**
     * Takes over linearizations, which are closed with this one.
     *
     * @param problem the problem
     * @param parts its groups
     * @param space makes spaces of the engine
     * @param workingStorage the bytes that products work with
     */
    RestrictedLinearization(
            Problem problem, List<Part> parts, Function<IndexShape, ? extends VectorSpace> space, long workingStorage) {
        super(problem, space, workingStorage);
        this.parts = parts;
        this.isWhole = parts.size() == 1
                && parts.get(0).derivative().observationSpace().equals(observationSpace())
                && parts.get(0).derivative().perturbationSpace().equals(perturbationSpace())
                && parts.get(0).group().observations().areSame();
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        if (isWhole) {
            parts.get(0).derivative().operator(factor).apply(x, y);
            return;
        }
        try (GroupBlocks results = new GroupBlocks(rangePlaces(factor))) {
            if (factor.isFromParameters()) {
                operators(factor).forEach(operator -> results.add(operator.times(x)));
            } else {
                multiplyEach(operators(factor), perturbationPlaces(), x, results);
            }
            results.assemble(y);
        }
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        if (isWhole) {
            parts.get(0).derivative().operator(factor).adjoint().apply(x, y);
            return;
        }
        List<LinearOperator> operators =
                operators(factor).stream().map(LinearOperator::adjoint).toList();
        if (factor.isFromParameters() && !parts.isEmpty()) {
            sum(operators, rangePlaces(factor), x, y);
            return;
        }
        try (GroupBlocks results = new GroupBlocks(perturbationPlaces())) {
            multiplyEach(operators, rangePlaces(factor), x, results);
            results.assemble(y);
        }
    }

    private static void multiplyEach(
            List<LinearOperator> operators, List<RowPlaces> places, MultiVector x, GroupBlocks results) {
        try (GroupBlocks arguments = new GroupBlocks(places).extract(x, domains(operators))) {
            for (int group = 0; group < operators.size(); group++) {
                results.add(operators.get(group).times(arguments.get(group)));
            }
        }
    }

    private static void sum(List<LinearOperator> operators, List<RowPlaces> places, MultiVector x, MultiVector y) {
        try (GroupBlocks arguments = new GroupBlocks(places).extract(x, domains(operators))) {
            operators.get(0).apply(arguments.get(0), y);
            for (int group = 1; group < operators.size(); group++) {
                try (MultiVector term = operators.get(group).times(arguments.get(group))) {
                    y.axpy(1, term);
                }
            }
        }
    }

    private static List<VectorSpace> domains(List<LinearOperator> operators) {
        return operators.stream().map(LinearOperator::domain).toList();
    }

    private List<LinearOperator> operators(Factor factor) {
        return parts.stream().map(part -> part.derivative().operator(factor)).toList();
    }

    private List<RowPlaces> rangePlaces(Factor factor) {
        return factor.isToObservations()
                ? parts.stream().map(part -> part.group().observations()).toList()
                : perturbationPlaces();
    }

    private List<RowPlaces> perturbationPlaces() {
        return parts.stream().map(part -> part.group().perturbations()).toList();
    }

    @Override
    public LinearOperator ntk() {
        if (parts.size() != 1) {
            return super.ntk();
        }
        LinearOperator kernel = parts.get(0).derivative().ntk();
        return isWhole ? kernel : new OneGroupKernel(kernel);
    }

    /** S Θ Sᵀ of the only group, which keeps what an engine gains by applying a kernel at once. */
    private final class OneGroupKernel extends AbstractLinearOperator {
        private final LinearOperator kernel;
        private final List<RowPlaces> places = rangePlaces(Factor.JACOBIAN);

        OneGroupKernel(LinearOperator kernel) {
            super(observationSpace(), observationSpace(), kernel.properties());
            this.kernel = kernel;
        }

        @Override
        protected void multiply(MultiVector x, MultiVector y) {
            requireOpen();
            try (GroupBlocks results = new GroupBlocks(places)) {
                multiplyEach(List.of(kernel), places, x, results);
                results.assemble(y);
            }
        }

        @Override
        protected void multiplyAdjoint(MultiVector x, MultiVector y) {
            multiply(x, y);
        }
    }

    @Override
    protected double[] copyObservations() {
        double[] all = new double[Math.toIntExact(observationSpace().dimension())];
        parts.forEach(
                part -> part.group().observations().assemble(part.derivative().observations(), all));
        return all;
    }

    @Override
    public Optional<StepStructure> structure() {
        requireOpen();
        List<RestrictedStructure.Part> structures = parts.stream()
                .flatMap(part -> part.derivative().structure().stream()
                        .map(structure -> new RestrictedStructure.Part(part.group(), structure)))
                .toList();
        boolean isOffered = !parts.isEmpty() && structures.size() == parts.size();
        return isOffered ? Optional.of(new RestrictedStructure(problem(), structures)) : Optional.empty();
    }

    @Override
    protected void free() {
        parts.forEach(part -> part.derivative().close());
    }
}
