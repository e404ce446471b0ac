package io.ntk.estimators.estimate;

import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.UsedParameters;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.Optional;

/** The pieces of a model without its A, every perturbation being observed: C is the identity. */
record OneStepStructure(StepStructure whole) implements StepStructure {
    @Override
    public int stateSize() {
        return whole.stateSize();
    }

    @Override
    public int perturbationSize() {
        return whole.perturbationSize();
    }

    @Override
    public List<AffineSite> sites() {
        return whole.sites();
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        whole.features(site, trial, out);
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        for (int i = 0; i < out.capacity(); i++) {
            out.put(i, 0);
        }
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        whole.siteJacobians(site, trial, out);
    }

    @Override
    public Optional<int[][]> siteRows(int site) {
        return whole.siteRows(site);
    }

    @Override
    public void siteElements(int site, int trial, DoubleBuffer out) {
        whole.siteElements(site, trial, out);
    }

    @Override
    public double[] observation() {
        int units = perturbationSize();
        double[] identity = new double[units * units];
        for (int i = 0; i < identity.length; i += units + 1) {
            identity[i] = 1;
        }
        return identity;
    }

    @Override
    public Optional<UsedParameters> usedParameters() {
        return whole.usedParameters();
    }

    @Override
    public DenseProducts products() {
        return whole.products();
    }
}
