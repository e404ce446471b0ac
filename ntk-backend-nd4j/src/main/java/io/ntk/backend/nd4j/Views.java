package io.ntk.backend.nd4j;

import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Views of arrays with strides written out. ND4J's own indexing costs ten times as much a call, and its {@code reshape}
 * of a strided array copies silently.
 */
final class Views {
    private Views() {}

    /** A view that begins {@code offset} elements after the array's beginning; strides are in elements. */
    static INDArray of(INDArray array, long offset, long[] shape, long... strides) {
        DataBuffer buffer = array.data();
        DataBuffer whole = buffer.originalDataBuffer();
        // Offsets count from the beginning of the allocation, even in the buffer of a view.
        return Nd4j.create(whole == null ? buffer : whole, shape, strides, array.offset() + offset, 'c');
    }

    /** {@return contiguous elements of an array as a row-major matrix} */
    static INDArray matrix(INDArray array, long offset, long rows, long columns) {
        return of(array, offset, new long[] {rows, columns}, columns, 1);
    }

    /** {@return contiguous elements of an array as a row-major block {@code [a, b, c]}} */
    static INDArray block(INDArray array, long offset, long a, long b, long c) {
        return of(array, offset, new long[] {a, b, c}, b * c, c, 1);
    }

    /** {@return columns of a block {@code [a, b, w]}, whatever its strides} */
    static INDArray columns(INDArray block, int from, int width) {
        return of(block, from, new long[] {block.size(0), block.size(1), width}, block.stride(0), block.stride(1), 1);
    }

    /** {@return whether a block's elements lie one after the other, row-major} */
    static boolean isContiguous(INDArray block) {
        return block.stride(2) == 1
                && block.stride(1) == block.size(2)
                && block.stride(0) == block.size(1) * block.size(2);
    }
}
