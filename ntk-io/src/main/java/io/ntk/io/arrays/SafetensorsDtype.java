package io.ntk.io.arrays;

import java.nio.ByteOrder;
import java.util.Map;

/** Parses the {@code dtype} of a safetensors header. The format is always little-endian. */
final class SafetensorsDtype {
    private static final Map<String, ElementType> NUMBERS = Map.ofEntries(
            Map.entry("BOOL", ElementType.BOOL),
            Map.entry("I8", ElementType.INT8),
            Map.entry("I16", ElementType.INT16),
            Map.entry("I32", ElementType.INT32),
            Map.entry("I64", ElementType.INT64),
            Map.entry("U8", ElementType.UINT8),
            Map.entry("U16", ElementType.UINT16),
            Map.entry("U32", ElementType.UINT32),
            Map.entry("U64", ElementType.UINT64),
            Map.entry("F16", ElementType.FLOAT16),
            Map.entry("BF16", ElementType.BFLOAT16),
            Map.entry("F32", ElementType.FLOAT32),
            Map.entry("F64", ElementType.FLOAT64));

    private SafetensorsDtype() {}

    static Encoding parse(String dtype) {
        ElementType number = NUMBERS.get(dtype);
        if (number != null) {
            return new Encoding.Numeric(number, ByteOrder.LITTLE_ENDIAN);
        }
        String what = "something unknown";
        if (dtype.startsWith("F8_")) {
            what = "8-bit floating-point numbers";
        } else if (dtype.startsWith("F4") || dtype.startsWith("F6")) {
            what = "packed floating-point numbers of less than 8 bits";
        } else if (dtype.startsWith("C")) {
            what = "complex numbers";
        }
        return new Encoding.Refused(dtype, what, "Convert it before saving, for instance with tensor.float().");
    }
}
