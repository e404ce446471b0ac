package io.ntk.io.arrays;

import io.jhdf.object.datatype.BitField;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.Reference;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The types of HDF5: numbers of the usual widths and layouts are read, and all others are refused by name. */
final class Hdf5Type {
    private static final String REMEDY = "Convert it before saving, for instance with array.astype('float64').";

    /** The bits of a floating-point number: sign, exponent, its bias, and mantissa, each by position and size. */
    private record FloatLayout(
            int size, int sign, int exponentAt, int exponentSize, int bias, int mantissaAt, int mantissaSize) {
        static FloatLayout of(FloatingPoint type) {
            return new FloatLayout(
                    type.getSize(),
                    type.getSignLocation(),
                    type.getExponentLocation(),
                    type.getExponentSize(),
                    type.getExponentBias(),
                    type.getMantissaLocation(),
                    type.getMantissaSize());
        }
    }

    private static final FloatLayout HALF = new FloatLayout(2, 15, 10, 5, 15, 0, 10);
    private static final FloatLayout BFLOAT = new FloatLayout(2, 15, 7, 8, 127, 0, 7);
    private static final FloatLayout SINGLE = new FloatLayout(4, 31, 23, 8, 127, 0, 23);
    private static final FloatLayout DOUBLE = new FloatLayout(8, 63, 52, 11, 1023, 0, 52);

    private Hdf5Type() {}

    static Encoding encoding(DataType type) {
        if (type instanceof FixedPoint integer) {
            return integer(integer);
        }
        if (type instanceof FloatingPoint number) {
            return floatingPoint(number);
        }
        if (type instanceof EnumDataType named && isBool(named)) {
            return new Encoding.Numeric(ElementType.BOOL, ((FixedPoint) named.getBaseType()).getByteOrder());
        }
        if (type instanceof StringData) {
            return refused("string", "text");
        }
        if (type instanceof CompoundDataType) {
            return refused("compound", "records, or complex numbers");
        }
        if (type instanceof Reference) {
            return refused("reference", "references to other objects, such as the contents of a MATLAB cell");
        }
        if (type instanceof VariableLength) {
            return refused("variable length", "lists of different lengths, or text");
        }
        if (type instanceof EnumDataType) {
            return refused("enum", "names of a list");
        }
        if (type instanceof BitField) {
            return refused("bit field", "bits");
        }
        return refused("class " + type.getDataClass(), "elements that are not numbers");
    }

    private static Encoding integer(FixedPoint type) {
        boolean whole = type.getBitOffset() == 0 && type.getBitPrecision() == 8 * type.getSize();
        ElementType element = switch (whole ? type.getSize() : 0) {
            case 1 -> type.isSigned() ? ElementType.INT8 : ElementType.UINT8;
            case 2 -> type.isSigned() ? ElementType.INT16 : ElementType.UINT16;
            case 4 -> type.isSigned() ? ElementType.INT32 : ElementType.UINT32;
            case 8 -> type.isSigned() ? ElementType.INT64 : ElementType.UINT64;
            default -> null;
        };
        return element == null
                ? refused("integer of " + type.getBitPrecision() + " bits", "integers of an unusual width")
                : new Encoding.Numeric(element, type.getByteOrder());
    }

    private static Encoding floatingPoint(FloatingPoint type) {
        FloatLayout layout = FloatLayout.of(type);
        boolean whole = type.getBitOffset() == 0 && type.getBitPrecision() == 8 * type.getSize();
        // An implied leading one: what IEEE 754 calls normal numbers.
        if (whole && type.getMantissaNormalization() == 2) {
            for (ElementType element :
                    List.of(ElementType.FLOAT64, ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16)) {
                if (layout.equals(layout(element))) {
                    return new Encoding.Numeric(element, type.getByteOrder());
                }
            }
        }
        return refused("float of " + type.getBitPrecision() + " bits", "floating-point numbers of an unusual layout");
    }

    private static FloatLayout layout(ElementType type) {
        return switch (type) {
            case FLOAT64 -> DOUBLE;
            case FLOAT32 -> SINGLE;
            case FLOAT16 -> HALF;
            default -> BFLOAT;
        };
    }

    /** {@return whether this is how h5py stores NumPy's truth values} */
    private static boolean isBool(EnumDataType type) {
        Set<String> names = new HashSet<>(type.getEnumMapping().values());
        return type.getSize() == 1
                && type.getBaseType() instanceof FixedPoint
                && names.equals(Set.of("FALSE", "TRUE"))
                && "FALSE".equals(type.getEnumMapping().get(0));
    }

    static Encoding.Refused refused(String label, String what) {
        return new Encoding.Refused(label, what, REMEDY);
    }
}
