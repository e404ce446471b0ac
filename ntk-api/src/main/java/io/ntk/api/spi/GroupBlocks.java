package io.ntk.api.spi;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.linalg.VectorSpace;
import java.util.ArrayList;
import java.util.List;

/** A block for each group of trials, and where their rows lie in a block of all trials. */
final class GroupBlocks implements AutoCloseable {
    private final List<RowPlaces> places;
    private final List<MultiVector> blocks = new ArrayList<>();

    /**
     * Holds no blocks yet.
     *
     * @param places those of each group
     */
    GroupBlocks(List<RowPlaces> places) {
        this.places = places;
    }

    /** Takes over the block of the next group. */
    void add(MultiVector block) {
        blocks.add(block);
    }

    MultiVector get(int group) {
        return blocks.get(group);
    }

    /** Makes the blocks out of one of all trials; what has no place there is zero. */
    GroupBlocks extract(MultiVector x, List<VectorSpace> spaces) {
        try {
            for (int group = 0; group < places.size(); group++) {
                MultiVector block = spaces.get(group).uninitialized(x.columns());
                add(block);
                block.extract(x, places.get(group));
            }
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Puts the blocks together to one of all trials; what belongs to no group is zero. */
    void assemble(MultiVector y) {
        y.assemble(blocks, places);
    }

    @Override
    public void close() {
        blocks.forEach(MultiVector::close);
    }
}
