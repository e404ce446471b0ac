package io.ntk.api.spi;

import io.ntk.api.model.Indices;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The pieces of the part of a problem that is looked at, from those of groups of its trials. */
final class RestrictedStructure implements StepStructure {
    private final List<Part> parts;
    private final StepStructure any;
    private final Indices units;
    private final int[] used;
    private final int[] partOf;
    private final int[] numberInPart;

    /**
     * A group and its pieces.
     *
     * @param group the group
     * @param structure its pieces
     */
    record Part(TrialGroup group, StepStructure structure) {}

    /**
     * Makes the structure.
     *
     * @param problem the problem
     * @param parts its groups, at least one
     */
    RestrictedStructure(Problem problem, List<Part> parts) {
        this.parts = parts;
        this.any = parts.get(0).structure();
        this.units = problem.restriction().unitsOf(problem.model().observedSize(problem.observable()));
        this.used = problem.usedSteps();
        this.partOf = new int[used.length];
        this.numberInPart = new int[used.length];
        for (int p = 0; p < parts.size(); p++) {
            Indices trials = parts.get(p).group().trials();
            for (int i = 0; i < trials.size(); i++) {
                partOf[trials.get(i)] = p;
                numberInPart[trials.get(i)] = i;
            }
        }
    }

    @Override
    public int stateSize() {
        return any.stateSize();
    }

    @Override
    public int perturbationSize() {
        return any.perturbationSize();
    }

    @Override
    public List<AffineSite> sites() {
        return any.sites();
    }

    @Override
    public Optional<UsedParameters> usedParameters() {
        return any.usedParameters();
    }

    /** Reads the steps of a trial of which the group may have more. */
    private void read(int trial, int perStep, DoubleBuffer out, Consumer<DoubleBuffer> source) {
        int steps = parts.get(partOf[trial]).group().problem().inputs().steps();
        if (used[trial] == steps) {
            source.accept(out);
        } else if (used[trial] > 0) {
            DoubleBuffer all = DoubleBuffer.allocate(Math.multiplyExact(steps, perStep));
            source.accept(all);
            out.put(0, all, 0, used[trial] * perStep);
        }
    }

    private StepStructure of(int trial) {
        return parts.get(partOf[trial]).structure();
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        int width = sites().get(site).featureWidth();
        read(trial, width, out, buffer -> of(trial).features(site, numberInPart[trial], buffer));
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        int size = stateSize() * stateSize();
        read(trial, size, out, buffer -> of(trial).stateJacobians(numberInPart[trial], buffer));
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        int size = perturbationSize() * sites().get(site).width();
        read(trial, size, out, buffer -> of(trial).siteJacobians(site, numberInPart[trial], buffer));
    }

    @Override
    public Optional<int[][]> siteRows(int site) {
        return any.siteRows(site);
    }

    @Override
    public void siteElements(int site, int trial, DoubleBuffer out) {
        int size = Arrays.stream(siteRows(site).orElseThrow())
                .mapToInt(rows -> rows.length)
                .sum();
        read(trial, size, out, buffer -> of(trial).siteElements(site, numberInPart[trial], buffer));
    }

    @Override
    public boolean isObservationConstant() {
        return any.isObservationConstant();
    }

    @Override
    public double[] observation() {
        double[] all = any.observation();
        double[] some = new double[units.size() * perturbationSize()];
        for (int i = 0; i < units.size(); i++) {
            System.arraycopy(all, units.get(i) * perturbationSize(), some, i * perturbationSize(), perturbationSize());
        }
        return some;
    }

    @Override
    public void observations(int trial, DoubleBuffer out) {
        if (isObservationConstant()) {
            StepStructure.super.observations(trial, out);
            return;
        }
        if (used[trial] == 0) {
            return;
        }
        Problem problem = parts.get(partOf[trial]).group().problem();
        int size = perturbationSize();
        int observed = problem.model().observedSize(problem.observable());
        DoubleBuffer all =
                DoubleBuffer.allocate(Math.multiplyExact(problem.inputs().steps(), Math.multiplyExact(observed, size)));
        of(trial).observations(numberInPart[trial], all);
        for (int step = 0; step < used[trial]; step++) {
            for (int i = 0; i < units.size(); i++) {
                out.put((step * units.size() + i) * size, all, (step * observed + units.get(i)) * size, size);
            }
        }
    }

    @Override
    public DenseProducts products() {
        return any.products();
    }
}
