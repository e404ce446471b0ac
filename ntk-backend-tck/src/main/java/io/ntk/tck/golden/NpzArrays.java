package io.ntk.tck.golden;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads the one kind of {@code .npz} that the golden cases use: version 1 headers, little-endian float64, C order. */
final class NpzArrays {
    private static final int PREAMBLE = 10;
    private static final String SUFFIX = ".npy";

    private NpzArrays() {}

    /** {@return the elements of every array, row-major, by name} */
    static Map<String, double[]> read(InputStream file) throws IOException {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(file)) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null) {
                String name = entry.getName();
                if (!name.endsWith(SUFFIX)) {
                    throw new IOException("'" + name + "' is not an .npy file.");
                }
                arrays.put(name.substring(0, name.length() - SUFFIX.length()), elements(name, zip.readAllBytes()));
                entry = zip.getNextEntry();
            }
        }
        return arrays;
    }

    private static double[] elements(String name, byte[] file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean version1 = file.length >= PREAMBLE
                && new String(file, 0, 8, StandardCharsets.ISO_8859_1).equals("\u0093NUMPY\u0001\0");
        if (!version1) {
            throw new IOException("'" + name + "' is not an .npy file of version 1.");
        }
        int headerLength = bytes.getShort(8);
        String header = new String(file, PREAMBLE, headerLength, StandardCharsets.ISO_8859_1);
        if (!header.contains("'descr': '<f8'") || !header.contains("'fortran_order': False")) {
            throw new IOException("'" + name + "' is not little-endian float64 in C order, but " + header.strip());
        }
        double[] values = new double[(file.length - PREAMBLE - headerLength) / Double.BYTES];
        bytes.position(PREAMBLE + headerLength);
        bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return values;
    }
}
