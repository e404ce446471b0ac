package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that h5py and SciPy wrote hold the numbers that NumPy wrote. */
class GoldenFormatsTest {
    private static final Path FOLDER = Fixtures.resource("formats/inputs.npy").getParent();
    private static final Path KERAS = FOLDER.resolve("keras_gru.npz");
    private static final Path GRU = Fixtures.resource("golden/gru.npz");

    @TempDir
    private Path folder = Path.of("");

    private static NumericArray read(Path file, String name) {
        return new ArrayReference(file, java.util.Optional.of(name)).read();
    }

    private static void assertSame(NumericArray actual, NumericArray expected, double relative) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertValues(actual, expected, relative);
    }

    private static void assertValues(NumericArray actual, NumericArray expected, double relative) {
        assertThat(actual.values()).hasSameSizeAs(expected.values());
        for (int i = 0; i < actual.values().length; i++) {
            double value = expected.values()[i];
            assertThat(actual.values()[i]).isCloseTo(value, within(relative * Math.abs(value)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "kernel, gru/kernel, layers/gru/cell/vars/0",
        "recurrent_kernel, gru/recurrent_kernel, layers/gru/cell/vars/1",
        "bias, gru/bias, layers/gru/cell/vars/2"
    })
    void keras(String keras2, String expected, String keras3) {
        for (String when : new String[] {"before", "after"}) {
            NumericArray right = read(KERAS, when + "." + expected);
            assertSame(read(FOLDER.resolve("keras_" + when + ".weights.h5"), keras3), right, 0);
            // Keras 2 saved float32.
            String name = "model_weights/gru/gru/gru_cell/" + keras2 + ":0";
            assertSame(read(FOLDER.resolve("keras2_" + when + ".h5"), name), right, 0x1p-24);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void matlab(String when) {
        Path file = FOLDER.resolve(when + ".mat");
        assertSame(read(file, "net.J"), read(GRU, when + ".weight_hh"), 0);
        assertSame(read(file, "net.Win"), read(GRU, when + ".weight_ih"), 0);
        NumericArray bias = read(file, "net.b");
        assertThat(bias.shape()).containsExactly(1, 15);
        assertValues(bias, read(GRU, when + ".bias_hh"), 0);
        assertThat(read(file, "N").values()).containsExactly(5);
    }

    @ParameterizedTest
    @CsvSource({"inputs.mat, inputs", "inputs.h5, data/inputs"})
    void inputs(String file, String name) {
        assertSame(read(FOLDER.resolve(file), name), read(FOLDER.resolve("inputs.npy"), "inputs"), 0);
    }

    /** The user writes the colon of a Keras 2 name after that of the reference. */
    @Test
    void referencesToNamesOfKeras() {
        String name = "model_weights/gru/gru/gru_cell/kernel:0";
        ArrayReference reference = ArrayReference.parse(FOLDER.resolve("keras2_before.h5") + ":" + name);
        assertThat(reference.name()).contains(name);
        assertThat(reference.read().shape()).containsExactly(2, 18);
    }

    @ParameterizedTest
    @ValueSource(ints = {ZipEntry.STORED, ZipEntry.DEFLATED})
    void archivesOfKeras(int method) throws IOException {
        byte[] weights = Files.readAllBytes(FOLDER.resolve("keras_before.weights.h5"));
        Path file = folder.resolve("model.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.closeEntry();
            ZipEntry entry = new ZipEntry("model.weights.h5");
            entry.setMethod(method);
            entry.setSize(weights.length);
            CRC32 checksum = new CRC32();
            checksum.update(weights);
            entry.setCrc(checksum.getValue());
            zip.putNextEntry(entry);
            zip.write(weights);
            zip.closeEntry();
        }
        assertSame(read(file, "layers/gru/cell/vars/1"), read(KERAS, "before.gru/recurrent_kernel"), 0);
    }
}
