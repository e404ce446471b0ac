package io.ntk.io.arrays;

import java.nio.ByteOrder;

/** What an array of a MATLAB file is in MATLAB. */
enum MatClass {
    CELL("cell", "cells"),
    STRUCT("struct", "a structure"),
    NUMBERS("numbers", "numbers"),
    CHAR("char", "text"),
    SPARSE("sparse", "a sparse matrix"),
    FUNCTION("function_handle", "a function"),
    OBJECT("object", "an object of a class"),
    /** What is stored without a shape. */
    OPAQUE("object", "an object of a class");

    static final Encoding.Refused COMPLEX_NUMBERS =
            new Encoding.Refused("complex", "complex numbers", "Save real(x) and imag(x) in MATLAB, one array each.");

    private final String label;
    private final String what;

    MatClass(String label, String what) {
        this.label = label;
        this.what = what;
    }

    /** {@return the class of a number in the file; objects are those that nobody knows} */
    static MatClass of(int code) {
        return switch (code) {
            case 1 -> CELL;
            case 2 -> STRUCT;
            case 4 -> CHAR;
            case 5 -> SPARSE;
            case 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 -> NUMBERS;
            case 16 -> FUNCTION;
            case 17 -> OPAQUE;
            default -> OBJECT;
        };
    }

    Encoding.Refused refusal() {
        String remedy =
                this == SPARSE ? "Save full(x) in MATLAB." : "Save its numbers in MATLAB, as arrays or in structures.";
        return new Encoding.Refused(label, what, remedy);
    }

    /**
     * Finds how elements are stored. MATLAB stores numbers that are small and whole as small integers, whatever their class.
     *
     * @param code the type of a part
     * @param logical whether the numbers are truth values
     */
    static Encoding encoding(int code, boolean logical, ByteOrder order) {
        ElementType type = switch (code) {
            case 1 -> ElementType.INT8;
            case 2 -> ElementType.UINT8;
            case 3 -> ElementType.INT16;
            case 4 -> ElementType.UINT16;
            case 5 -> ElementType.INT32;
            case 6 -> ElementType.UINT32;
            case 7 -> ElementType.FLOAT32;
            case 9 -> ElementType.FLOAT64;
            case 12 -> ElementType.INT64;
            case 13 -> ElementType.UINT64;
            default -> null;
        };
        if (type == null) {
            return new Encoding.Refused("type " + code, "elements that are not numbers", "Save numbers in MATLAB.");
        }
        return new Encoding.Numeric(logical && type.bytes() == 1 ? ElementType.BOOL : type, order);
    }
}
