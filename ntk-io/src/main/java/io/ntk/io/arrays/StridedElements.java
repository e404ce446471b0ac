package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/**
 * Elements of a view that are neither in row-major nor in column-major order. Reading them takes the memory of the part of the
 * storage that they lie in.
 *
 * @param span the bytes from the first element to the last
 * @param strides their order
 * @param elementBytes the size of one
 */
record StridedElements(ElementData span, Strides strides, int elementBytes) implements ElementData {
    @Override
    public InputStream open() throws IOException {
        try (InputStream in = span.open()) {
            return new Gathered(in.readAllBytes());
        }
    }

    @Override
    public boolean onDisk() {
        return span.onDisk();
    }

    /** The elements, each taken from its place when its turn comes. */
    private final class Gathered extends InputStream {
        private final byte[] source;
        private final int[] shape =
                strides.extent().shape().stream().mapToInt(Math::toIntExact).toArray();
        private final long[] steps =
                strides.steps().stream().mapToLong(Long::longValue).toArray();
        private final int[] index = new int[shape.length];
        private long left = strides.extent().elements();
        private int from;
        private int part;

        Gathered(byte[] source) {
            this.source = source;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            int next = Byte.toUnsignedInt(source[from + part]);
            if (++part == elementBytes) {
                step();
            }
            return next;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            int at = offset;
            while (left > 0 && at < offset + length) {
                int count = Math.min(elementBytes - part, offset + length - at);
                System.arraycopy(source, from + part, target, at, count);
                at += count;
                part += count;
                if (part == elementBytes) {
                    step();
                }
            }
            return at == offset ? -1 : at - offset;
        }

        /** Steps to the next index in row-major order, as an odometer does. */
        private void step() {
            left--;
            part = 0;
            long place = from / elementBytes;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                place += steps[axis];
                if (++index[axis] < shape[axis]) {
                    break;
                }
                place -= steps[axis] * shape[axis];
                index[axis] = 0;
            }
            from = Math.toIntExact(place * elementBytes);
        }
    }
}
