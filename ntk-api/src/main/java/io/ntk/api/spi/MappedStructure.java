package io.ntk.api.spi;

import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The part of the structure of a plain problem that belongs to another problem. Where outputs stand beside the state, those of
 * step t are found at step t + 1 of the plain problem: the rows of A there that lead from the state to them are C.
 */
final class MappedStructure implements StepStructure {
    private final PlainProblem plain;
    private final StepStructure inner;
    private final int steps;
    private final int plainSteps;
    private final int stateSize;
    private final int outputs;
    private final List<Place> places = new ArrayList<>();

    /**
     * A site of the plain problem, as it enters the dynamics or as it enters the outputs.
     *
     * @param site its index
     * @param isOfOutputs which of the two
     */
    private record Place(int site, boolean isOfOutputs) {}

    MappedStructure(PlainProblem plain, StepStructure inner) {
        this.plain = plain;
        this.inner = inner;
        Problem problem = plain.original();
        RecurrentModel model = problem.model();
        this.steps = problem.inputs().steps();
        this.plainSteps = plain.problem().inputs().steps();
        this.stateSize = model.stateSize();
        this.outputs = problem.observable().isOutput() ? model.observedSize(problem.observable()) : 0;
        Set<String> ofOutputs = plain.delay() == 0 ? Set.of() : model.readParameters();
        for (int site = 0; site < inner.sites().size(); site++) {
            AffineSite affine = inner.sites().get(site);
            boolean isReadout = plain.isPacked() && isReadout(affine);
            if (!isReadout) {
                places.add(new Place(site, false));
            }
            boolean isOfOutputs = isReadout || ofOutputs.contains(affine.weight()) || ofOutputs.contains(affine.bias());
            if (isOfOutputs) {
                places.add(new Place(site, true));
            }
        }
    }

    private static boolean isReadout(AffineSite site) {
        String name = PackedCell.unpacked(site.weight().isEmpty() ? site.bias() : site.weight());
        return name.equals(Readout.WEIGHT) || name.equals(Readout.BIAS);
    }

    @Override
    public Optional<UsedParameters> usedParameters() {
        return plain.usedParameters();
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int perturbationSize() {
        return stateSize + outputs;
    }

    @Override
    public List<AffineSite> sites() {
        return places.stream()
                .map(place -> {
                    AffineSite site = inner.sites().get(place.site());
                    return new AffineSite(
                            PackedCell.unpacked(site.weight()),
                            PackedCell.unpacked(site.bias()),
                            site.featureWidth(),
                            site.width());
                })
                .toList();
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        if (!plain.isPacked()) {
            inner.features(site, trial, out);
            return;
        }
        Place place = places.get(site);
        int width = inner.sites().get(place.site()).featureWidth();
        DoubleBuffer all = DoubleBuffer.allocate(plainSteps * width);
        inner.features(place.site(), trial, all);
        out.put(0, all, (place.isOfOutputs() ? plain.delay() : 0) * width, steps * width);
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        if (!plain.isPacked()) {
            inner.stateJacobians(trial, out);
            return;
        }
        DoubleBuffer all = plainStateJacobians(trial);
        int size = inner.stateSize();
        for (int t = 0; t < steps; t++) {
            for (int row = 0; row < stateSize; row++) {
                out.put((t * stateSize + row) * stateSize, all, (t * size + row) * size, stateSize);
            }
        }
    }

    private DoubleBuffer plainStateJacobians(int trial) {
        DoubleBuffer all =
                DoubleBuffer.allocate(Math.toIntExact((long) plainSteps * inner.stateSize() * inner.stateSize()));
        inner.stateJacobians(trial, all);
        return all;
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        if (!plain.isPacked()) {
            inner.siteJacobians(site, trial, out);
            return;
        }
        Place place = places.get(site);
        int width = inner.sites().get(place.site()).width();
        int plainSize = inner.perturbationSize();
        int size = perturbationSize();
        DoubleBuffer all = DoubleBuffer.allocate(Math.toIntExact((long) plainSteps * plainSize * width));
        inner.siteJacobians(place.site(), trial, all);
        int first = place.isOfOutputs() ? stateSize : 0;
        int end = place.isOfOutputs() ? size : stateSize;
        int delay = place.isOfOutputs() ? plain.delay() : 0;
        double[] zeros = new double[size * width];
        for (int t = 0; t < steps; t++) {
            out.put(t * size * width, zeros);
            out.put((t * size + first) * width, all, ((t + delay) * plainSize + first) * width, (end - first) * width);
        }
    }

    /** Those of a packed state are not known. */
    @Override
    public Optional<int[][]> siteRows(int site) {
        return plain.isPacked() ? Optional.empty() : inner.siteRows(site);
    }

    @Override
    public void siteElements(int site, int trial, DoubleBuffer out) {
        if (plain.isPacked()) {
            StepStructure.super.siteElements(site, trial, out);
        } else {
            inner.siteElements(site, trial, out);
        }
    }

    @Override
    public boolean isObservationConstant() {
        return plain.delay() == 0;
    }

    @Override
    public double[] observation() {
        if (!plain.isPacked()) {
            return inner.observation();
        }
        if (!isObservationConstant()) {
            return StepStructure.super.observation();
        }
        // The readout of the plain problem, without the columns of its own outputs.
        double[] all = inner.observation();
        int size = inner.perturbationSize();
        int observed = all.length / size;
        double[] c = new double[observed * stateSize];
        for (int row = 0; row < observed; row++) {
            System.arraycopy(all, row * size, c, row * stateSize, stateSize);
        }
        return c;
    }

    @Override
    public void observations(int trial, DoubleBuffer out) {
        if (isObservationConstant()) {
            StepStructure.super.observations(trial, out);
            return;
        }
        DoubleBuffer all = plainStateJacobians(trial);
        int plainSize = inner.stateSize();
        int size = perturbationSize();
        double[] zeros = new double[outputs * size];
        for (int t = 0; t < steps; t++) {
            out.put(t * outputs * size, zeros);
            for (int row = 0; row < outputs; row++) {
                int to = (t * outputs + row) * size;
                out.put(to, all, ((t + 1) * plainSize + stateSize + row) * plainSize, stateSize);
                out.put(to + stateSize + row, 1);
            }
        }
    }

    @Override
    public DenseProducts products() {
        return inner.products();
    }
}
