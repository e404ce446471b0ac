package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Java virtual machine that opens a file loads the library of HDF5 for that format only. */
class ColdStartTest {
    /** Opens a file and reads its arrays. */
    public static void main(String[] arguments) {
        try (ArrayFile file = ArrayFile.open(Path.of(arguments[0]))) {
            file.read(file.names().get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one.npz, false",
        "version1.npy, false",
        "dtypes.safetensors, false",
        "formats/before.mat, false",
        "formats/inputs.h5, true"
    })
    void loadsNoMore(String file, boolean hdf5) throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdStartTest.class.getName(),
                        Fixtures.resource(file).toString())
                .redirectErrorStream(true)
                .start();
        String loaded = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(loaded).isZero();
        assertThat(loaded.contains(" io.jhdf.")).as("jHDF").isEqualTo(hdf5);
    }
}
