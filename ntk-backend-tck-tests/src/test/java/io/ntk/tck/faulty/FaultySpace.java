package io.ntk.tck.faulty;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.tck.ForwardingLinearization;
import java.util.function.BiFunction;

/** A space whose blocks have a fault. */
record FaultySpace(VectorSpace right, BiFunction<FaultySpace, MultiVector, MultiVector> fault) implements VectorSpace {
    /** {@return the fault of an engine whose blocks have a fault} */
    static Fault withBlocks(BiFunction<FaultySpace, MultiVector, MultiVector> fault) {
        return Fault.in(right -> new ForwardingLinearization(right) {
            @Override
            public VectorSpace observationSpace() {
                return new FaultySpace(right.observationSpace(), fault);
            }

            @Override
            public VectorSpace parameterSpace() {
                return new FaultySpace(right.parameterSpace(), fault);
            }

            @Override
            public VectorSpace perturbationSpace() {
                return new FaultySpace(right.perturbationSpace(), fault);
            }
        });
    }

    MultiVector block(MultiVector block) {
        return fault.apply(this, block);
    }

    @Override
    public IndexShape shape() {
        return right.shape();
    }

    @Override
    public Precision precision() {
        return right.precision();
    }

    @Override
    public MultiVector zeros(int columns) {
        return block(right.zeros(columns));
    }

    @Override
    public String toString() {
        return right.toString();
    }
}
