package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * One array in a file: everything that is known without reading its elements.
 *
 * @param origin the file and the array, for messages
 * @param name its name in the file
 * @param extent its shape
 * @param encoding how each element is stored
 * @param columnMajor whether the first index moves fastest (Fortran order) rather than the last
 * @param data the bytes of the elements
 */
record StoredArray(
        Origin origin, String name, Extent extent, Encoding encoding, boolean columnMajor, ElementData data) {

    boolean isNumeric() {
        return encoding instanceof Encoding.Numeric;
    }

    ArrayInfo info() {
        return new ArrayInfo(name, encoding.label(), extent.shape());
    }

    /**
     * Reads and decodes the elements.
     *
     * @throws NtkException {@link ErrorId#UNSUPPORTED_DTYPE}, {@link ErrorId#OUT_OF_MEMORY}, or a file error
     */
    NumericArray read() {
        if (encoding instanceof Encoding.Refused refused) {
            throw refused.refusal(origin);
        }
        Encoding.Numeric numeric = (Encoding.Numeric) encoding;
        List<Integer> shape = extent.inMemory(origin);
        int count = Math.toIntExact(extent.elements());
        double[] values;
        try (InputStream in = data.open()) {
            values = new ElementReader(origin, numeric).read(in, count, data.onDisk());
        } catch (IOException e) {
            throw origin.unreadable(e);
        }
        double[] rowMajor = columnMajor ? ColumnMajor.toRowMajor(values, shape) : values;
        return new NumericArray(name, shape, rowMajor, origin.subject());
    }
}
