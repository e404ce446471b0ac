package io.ntk.backend.nd4j;

import io.ntk.api.cell.CellMath;

/**
 * What {@link DualMath} needs beyond the cell's own vocabulary.
 *
 * @param <A> the array type
 */
interface DifferentiableMath<A> extends CellMath<A> {
    /** {@return 1 where a is positive, else 0} */
    A positive(A a);
}
