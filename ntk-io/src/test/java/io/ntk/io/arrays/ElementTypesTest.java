package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ElementTypesTest {
    static Stream<String> numpyArrays() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("dtypes.npz"))) {
            return file.names().stream().filter(name -> !name.endsWith(".expected"));
        }
    }

    @ParameterizedTest
    @MethodSource("numpyArrays")
    void everyTypeByteOrderAndIndexOrderOfNumpyIsRead(String name) {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("dtypes.npz"))) {
            String type = name.substring(0, name.indexOf('.'));
            NumericArray array = file.read(name);
            assertThat(file.info(name)).isEqualTo(new ArrayInfo(name, type, List.of(2L, 3L, 4L)));
            assertThat(array.shape()).containsExactly(2, 3, 4);
            assertThat(array.values())
                    .containsExactly(file.read(type + ".expected").values());
        }
    }

    @Test
    void theMatrixOfNumpyTypesIsComplete() {
        assertThat(numpyArrays()).hasSize(12 * 2 * 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bool",
                "int8",
                "int16",
                "int32",
                "int64",
                "uint8",
                "uint16",
                "uint32",
                "uint64",
                "float16",
                "bfloat16",
                "float32",
                "float64"
            })
    void everyTypeOfSafetensorsIsRead(String type) {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("dtypes.safetensors"))) {
            NumericArray array = file.read(type);
            assertThat(file.info(type)).isEqualTo(new ArrayInfo(type, type, List.of(2L, 3L, 4L)));
            assertThat(array.shape()).containsExactly(2, 3, 4);
            assertThat(array.values())
                    .containsExactly(file.read(type + ".expected").values());
        }
    }

    /** Compares with another conversion: shift the bits into a float32 and correct the exponent by a product. */
    @Test
    void everyHalfIsConvertedExactly() {
        ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
        double[] expected = new double[1 << 16];
        for (int bits = 0; bits < 1 << 16; bits++) {
            all.putShort(2 * bits, (short) bits);
            float magnitude = Float.intBitsToFloat((bits & 0x7fff) << 13) * 0x1p112f;
            boolean special = (bits & 0x7c00) == 0x7c00;
            float value = special ? ((bits & 0x3ff) == 0 ? Float.POSITIVE_INFINITY : Float.NaN) : magnitude;
            expected[bits] = Math.copySign(value, bits < 0x8000 ? 1 : -1);
        }
        double[] values = new double[1 << 16];
        ElementType.FLOAT16.decode(all, values, 0, values.length);
        assertThat(values).containsExactly(expected);
    }

    @Test
    void unsignedLongsRoundToTheNearestDouble() {
        long[] bits = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 1025, Long.MIN_VALUE + 1024, -2048, -1025};
        ByteBuffer buffer = ByteBuffer.allocate(8 * bits.length);
        double[] expected = new double[bits.length];
        for (int i = 0; i < bits.length; i++) {
            buffer.putLong(8 * i, bits[i]);
            expected[i] = new java.math.BigInteger(Long.toUnsignedString(bits[i])).doubleValue();
        }
        double[] values = new double[bits.length];
        ElementType.UINT64.decode(buffer, values, 0, bits.length);
        assertThat(values).containsExactly(expected);
    }
}
