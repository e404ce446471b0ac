package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        long bytes = Double.BYTES * extent.elements();
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw outOfMemory(bytes, null);
        }
        try (InputStream in = data.open()) {
            double[] values = new ElementReader(origin, numeric).read(in, extent, columnMajor, data.onDisk());
            return new NumericArray(name, shape, values, origin.subject());
        } catch (IOException e) {
            throw origin.unreadable(e);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(bytes, e);
        }
    }

    private NtkException outOfMemory(long bytes, @Nullable OutOfMemoryError cause) {
        return new NtkException(
                ErrorId.OUT_OF_MEMORY,
                origin + " takes " + bytes + " bytes as float64, more than is free in the "
                        + Runtime.getRuntime().maxMemory() + " that Java may use.",
                "Give Java more memory, for instance with -Xmx, or use a smaller array.",
                cause);
    }
}
