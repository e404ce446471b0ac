package io.ntk.backend.nativejvm;

/** Where the rows of a sweep's tiles lie in a caller's block, which has more trials, and more columns of each. */
record BlockRows(NativeMultiVector block, ShardTrials order, int firstColumn) {
    /** The position of a tile's row in a step's memory. */
    int at(Rows tile, int row) {
        return at(tile.trial() + row / tile.columns(), tile.from() + row % tile.columns());
    }

    /** The position of a trial's row in a step's memory. */
    int at(int place, int column) {
        return block.at(order.trial(place), firstColumn + column);
    }

    /** Sets the rows of the trials that have no step of that number, in some columns, to zero. */
    void clearEnded(int step, int columns) {
        for (int place = order.running(step); place < order.count(); place++) {
            block.arithmetic().zero(block.segment(step), at(place, 0), columns * block.width());
        }
    }

    /** Loads a tile's rows of a step. */
    void load(int step, Rows tile, Scratch to) {
        int length = pieceLength(tile);
        for (int row = 0; row < tile.count(); row += length) {
            block.arithmetic()
                    .load(block.segment(step), at(tile, row), to, row * block.width(), length * block.width());
        }
    }

    /** Stores a tile's rows of a step. */
    void store(Scratch from, int step, Rows tile) {
        int length = pieceLength(tile);
        for (int row = 0; row < tile.count(); row += length) {
            block.arithmetic()
                    .store(from, row * block.width(), block.segment(step), at(tile, row), length * block.width());
        }
    }

    /** The number of contiguous rows of a tile: all, where the sweep has all columns of consecutive trials of the block. */
    private int pieceLength(Rows tile) {
        return tile.columns() == block.columns() && order.isConsecutive() ? tile.count() : tile.columns();
    }
}
