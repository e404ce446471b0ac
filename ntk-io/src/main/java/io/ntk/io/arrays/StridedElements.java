package io.ntk.io.arrays;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Elements of a view that are neither in row-major nor in column-major order. Reading them takes the memory of the part of the
 * storage that they lie in, and their own.
 *
 * @param span the bytes from the first element to the last
 * @param strides their order
 * @param elementBytes the size of one
 */
record StridedElements(ElementData span, Strides strides, int elementBytes) implements ElementData {
    @Override
    public InputStream open() throws IOException {
        byte[] source;
        try (InputStream in = span.open()) {
            source = in.readAllBytes();
        }
        return new ByteArrayInputStream(gathered(source));
    }

    @Override
    public boolean onDisk() {
        return span.onDisk();
    }

    private byte[] gathered(byte[] source) {
        List<Long> shape = strides.extent().shape();
        byte[] target = new byte[Math.toIntExact(strides.extent().elements()) * elementBytes];
        long[] index = new long[shape.size()];
        long from = 0;
        for (int to = 0; to < target.length; to += elementBytes) {
            System.arraycopy(source, Math.toIntExact(from * elementBytes), target, to, elementBytes);
            // This steps to the next index in row-major order, as an odometer does.
            for (int axis = index.length - 1; axis >= 0; axis--) {
                long step = strides.steps().get(axis);
                from += step;
                if (++index[axis] < shape.get(axis)) {
                    break;
                }
                from -= step * index[axis];
                index[axis] = 0;
            }
        }
        return target;
    }
}
