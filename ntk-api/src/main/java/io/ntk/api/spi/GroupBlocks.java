package io.ntk.api.spi;

import io.ntk.api.linalg.MultiVector;
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
    GroupBlocks gather(MultiVector x, List<VectorSpace> spaces) {
        try {
            spaces.forEach(space -> add(space.uninitialized(x.columns())));
            double[] from = new double[Math.toIntExact(x.space().dimension())];
            List<double[]> to = arrays();
            for (int column = 0; column < x.columns(); column++) {
                x.getColumn(column, from);
                for (int group = 0; group < places.size(); group++) {
                    places.get(group).gather(from, to.get(group));
                    blocks.get(group).setColumn(column, to.get(group));
                }
            }
            return this;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Puts the blocks together to one of all trials; what belongs to no group is zero. */
    void scatter(MultiVector y) {
        double[] to = new double[Math.toIntExact(y.space().dimension())];
        List<double[]> from = arrays();
        for (int column = 0; column < y.columns(); column++) {
            for (int group = 0; group < places.size(); group++) {
                blocks.get(group).getColumn(column, from.get(group));
                places.get(group).scatter(from.get(group), to);
            }
            y.setColumn(column, to);
        }
    }

    private List<double[]> arrays() {
        return places.stream().map(of -> new double[of.size()]).toList();
    }

    @Override
    public void close() {
        blocks.forEach(MultiVector::close);
    }
}
