package io.ntk.api.spi;

import java.nio.DoubleBuffer;
import java.util.List;

/** A structure that is only handed around. */
final class NoSteps implements StepStructure {
    @Override
    public int stateSize() {
        return 0;
    }

    @Override
    public int perturbationSize() {
        return 0;
    }

    @Override
    public List<AffineSite> sites() {
        return List.of();
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double[] observation() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DenseProducts products() {
        throw new UnsupportedOperationException();
    }
}
