package io.ntk.tck.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenCaseTest {
    static java.util.List<GoldenCase> cases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("sizes, arrays and facts belong together")
    void isConsistent(GoldenCase golden) {
        int n = (int) golden.problemBefore(io.ntk.api.Precision.FLOAT64)
                .observedShape()
                .size();
        int m = golden.model().layout().size();

        assertThat(m).isEqualTo((int) golden.fact("parameters"));
        assertThat(golden.array("states_before")).hasSize(n);
        assertThat(golden.array("cotangent")).hasSize(n);
        assertThat(golden.array("tangent")).hasSize(m);
        assertThat(golden.before().toArray())
                .hasSize(m)
                .isNotEqualTo(golden.after().toArray());
        assertThat(dot(golden.array("jvp_before"), golden.array("cotangent")))
                .isCloseTo(dot(golden.array("vjp_before"), golden.array("tangent")), within(1e-10));
        assertThat(golden.fact("effective_dimension_before"))
                .isCloseTo(
                        Math.pow(golden.fact("trace_before"), 2) / golden.fact("squared_frobenius_before"),
                        within(1e-10));
        assertThat(golden.topEigenvaluesBefore()).hasSize(8).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(golden.factNames()).contains("alignment").doesNotContain("cell");
    }

    @Test
    @DisplayName("names that do not exist are refused")
    void unknownNames() {
        GoldenCase golden = GoldenCase.named("gru");
        assertThat(golden).hasToString("gru");
        assertThatThrownBy(() -> golden.array("nothing")).hasMessageContaining("nothing");
        assertThatThrownBy(() -> golden.fact("nothing")).hasMessageContaining("nothing");
        assertThatThrownBy(() -> GoldenCase.named("nothing")).hasMessageContaining("nothing");
    }

    @Test
    @DisplayName("the arrays can be written to a file as they are")
    void writesFile(@TempDir Path directory) throws IOException {
        Path file = GoldenCase.named("lstm").writeNpz(directory);
        assertThat(file).hasFileName("lstm.npz");
        try (InputStream stream = Files.newInputStream(file)) {
            assertThat(NpzArrays.read(stream).get("after.bias_hh"))
                    .isEqualTo(GoldenCase.named("lstm").after().tensor("bias_hh"));
        }
    }

    @Test
    @DisplayName("a file of another kind is refused rather than misread")
    void refusesOtherFiles() {
        String preamble = "\u0093NUMPY\u0001\0";
        assertThatThrownBy(() -> read("x.txt", "")).hasMessageContaining("not an .npy");
        assertThatThrownBy(() -> read("x.npy", "nothing of the kind")).hasMessageContaining("version 1");
        assertThatThrownBy(() -> read("x.npy", preamble + "\u0010\0{'descr': '>f8'}"))
                .hasMessageContaining(">f8");
    }

    private static void read(String entry, String contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(contents.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        NpzArrays.read(new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
