package io.ntk.io.arrays;

import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** The types of PyTorch's elements, by the names that {@code torch.dtype} and the classes of storages have. */
final class TorchDtype {
    private static final String REMEDY = "Convert it before saving, for instance with tensor.float().";
    private static final Map<String, ElementType> NUMBERS = Map.ofEntries(
            Map.entry("bool", ElementType.BOOL),
            Map.entry("int8", ElementType.INT8),
            Map.entry("int16", ElementType.INT16),
            Map.entry("int32", ElementType.INT32),
            Map.entry("int64", ElementType.INT64),
            Map.entry("uint8", ElementType.UINT8),
            Map.entry("uint16", ElementType.UINT16),
            Map.entry("uint32", ElementType.UINT32),
            Map.entry("uint64", ElementType.UINT64),
            Map.entry("float16", ElementType.FLOAT16),
            Map.entry("bfloat16", ElementType.BFLOAT16),
            Map.entry("float32", ElementType.FLOAT32),
            Map.entry("float64", ElementType.FLOAT64));
    private static final Map<String, String> STORAGES = Map.ofEntries(
            Map.entry("BoolStorage", "bool"),
            Map.entry("CharStorage", "int8"),
            Map.entry("ShortStorage", "int16"),
            Map.entry("IntStorage", "int32"),
            Map.entry("LongStorage", "int64"),
            Map.entry("ByteStorage", "uint8"),
            Map.entry("HalfStorage", "float16"),
            Map.entry("BFloat16Storage", "bfloat16"),
            Map.entry("FloatStorage", "float32"),
            Map.entry("DoubleStorage", "float64"),
            Map.entry("ComplexFloatStorage", "complex64"),
            Map.entry("ComplexDoubleStorage", "complex128"),
            Map.entry("QInt8Storage", "qint8"),
            Map.entry("QUInt8Storage", "quint8"),
            Map.entry("QInt32Storage", "qint32"),
            Map.entry("QUInt4x2Storage", "quint4x2"),
            Map.entry("QUInt2x4Storage", "quint2x4"),
            Map.entry("UntypedStorage", "uint8"));
    private static final Map<String, Integer> OTHER_BYTES = Map.of(
            "complex64", 8, "complex128", 16, "qint8", 1, "quint8", 1, "qint32", 4, "quint4x2", 1, "quint2x4", 1);

    private TorchDtype() {}

    /** {@return the name of the type of elements in a storage of that class, if there is such a class} */
    static Optional<String> ofStorage(String className) {
        return Optional.ofNullable(STORAGES.get(className));
    }

    /** {@return the size of an element in bytes, if ntk knows it} */
    static Optional<Integer> bytes(String dtype) {
        ElementType number = NUMBERS.get(dtype);
        return Optional.ofNullable(number == null ? OTHER_BYTES.get(dtype) : Integer.valueOf(number.bytes()));
    }

    static Encoding encoding(String dtype, ByteOrder order) {
        ElementType number = NUMBERS.get(dtype);
        if (number != null) {
            return new Encoding.Numeric(number, order);
        }
        if (dtype.startsWith("complex")) {
            return new Encoding.Refused(dtype, "complex numbers", "Save the parts as two tensors, x.real and x.imag.");
        }
        if (dtype.startsWith("q")) {
            return new Encoding.Refused(dtype, "quantized numbers", "Save tensor.dequantize().");
        }
        String what = dtype.startsWith("float8") ? "8-bit floating-point numbers" : "something unknown";
        return new Encoding.Refused(dtype, what, REMEDY);
    }
}
