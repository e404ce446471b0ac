package io.ntk.tck.faulty;

import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.UsedParameters;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;

/** A structure that is another one but for what a subclass overrides. */
class ForwardingStructure implements StepStructure {
    private final StepStructure right;

    ForwardingStructure(StepStructure right) {
        this.right = right;
    }

    @Override
    public int stateSize() {
        return right.stateSize();
    }

    @Override
    public int perturbationSize() {
        return right.perturbationSize();
    }

    @Override
    public List<AffineSite> sites() {
        return right.sites();
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        right.features(site, trial, out);
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        right.stateJacobians(trial, out);
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        right.siteJacobians(site, trial, out);
    }

    @Override
    public boolean isObservationConstant() {
        return right.isObservationConstant();
    }

    @Override
    public void observations(int trial, DoubleBuffer out) {
        right.observations(trial, out);
    }

    @Override
    public Optional<UsedParameters> usedParameters() {
        return right.usedParameters();
    }

    @Override
    public double[] observation() {
        return right.observation();
    }

    @Override
    public DenseProducts products() {
        return right.products();
    }
}
