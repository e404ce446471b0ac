package io.ntk.io.arrays;

import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the {@code descr} of an NPY header: a byte order, a kind and a size, such as {@code <f8}. */
final class NumpyDtype {
    private static final String SAVE_AS_FLOAT =
            "Save it as numbers, for instance with numpy.asarray(x, dtype='float64').";
    private static final Map<String, ElementType> NUMBERS = Map.ofEntries(
            Map.entry("b1", ElementType.BOOL),
            Map.entry("i1", ElementType.INT8),
            Map.entry("i2", ElementType.INT16),
            Map.entry("i4", ElementType.INT32),
            Map.entry("i8", ElementType.INT64),
            Map.entry("u1", ElementType.UINT8),
            Map.entry("u2", ElementType.UINT16),
            Map.entry("u4", ElementType.UINT32),
            Map.entry("u8", ElementType.UINT64),
            Map.entry("f2", ElementType.FLOAT16),
            Map.entry("f4", ElementType.FLOAT32),
            Map.entry("f8", ElementType.FLOAT64));

    private NumpyDtype() {}

    static Encoding parse(@Nullable Object descr) {
        if (descr instanceof List) {
            return new Encoding.Refused(
                    "structured",
                    "records of several fields",
                    "Save each field as a separate array, as in x['field'].");
        }
        if (!(descr instanceof String text) || text.isEmpty()) {
            return refused(String.valueOf(descr), "something unknown");
        }
        boolean hasOrder = "<>|=".indexOf(text.charAt(0)) >= 0;
        String type = hasOrder ? text.substring(1) : text;
        ElementType number = NUMBERS.get(type);
        if (number == null) {
            return notNumbers(text, type);
        }
        return switch (text.charAt(0)) {
            case '<' -> new Encoding.Numeric(number, ByteOrder.LITTLE_ENDIAN);
            case '>' -> new Encoding.Numeric(number, ByteOrder.BIG_ENDIAN);
            default ->
                number.bytes() == 1
                        ? new Encoding.Numeric(number, ByteOrder.LITTLE_ENDIAN)
                        : new Encoding.Refused(
                                text,
                                "numbers of unknown byte order",
                                "Save it with a byte order, '<' or '>', in its dtype.");
        };
    }

    private static Encoding notNumbers(String text, String type) {
        if (type.isEmpty()) {
            return refused(text, "something unknown");
        }
        return switch (type.charAt(0)) {
            case 'O' -> refused(text, "pickled Python objects");
            case 'c' ->
                new Encoding.Refused(text, "complex numbers", "Save the parts as two arrays, x.real and x.imag.");
            case 'f' -> refused(text, "floating-point numbers of a size that depends on the machine");
            case 'U', 'S', 'a' -> refused(text, "text");
            case 'M', 'm' -> refused(text, "dates or times");
            case 'V' ->
                new Encoding.Refused(
                        text,
                        "raw bytes",
                        "NumPy saves bfloat16 as raw bytes: save x.astype('float32') instead, or use safetensors.");
            default -> refused(text, "something unknown");
        };
    }

    private static Encoding refused(String label, String what) {
        return new Encoding.Refused(label, what, SAVE_AS_FLOAT);
    }
}
