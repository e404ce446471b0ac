package io.ntk.api;

import java.util.Locale;

/**
 * The kinds of mistake ntk can name. Every {@link NtkException} carries one; scripts may rely on {@link #code()}.
 */
public enum ErrorId {
    /** A file does not exist. */
    FILE_NOT_FOUND,
    /** A file exists but cannot be opened or read. */
    FILE_UNREADABLE,
    /** A file cannot be written. */
    FILE_UNWRITABLE,
    /** A file's contents are truncated, inconsistent or of a format that is not read. */
    FILE_FORMAT,
    /** A file does not hold the named array. */
    ARRAY_NOT_FOUND,
    /** An array's element type is not numeric or not supported. */
    UNSUPPORTED_DTYPE,
    /** Two shapes that must agree do not. */
    SHAPE_MISMATCH,
    /** A NaN or an infinity was found. */
    NON_FINITE,
    /** An argument is outside the values that make sense. */
    INVALID_ARGUMENT,
    /** No cell has the given name. */
    UNKNOWN_CELL,
    /** No backend has the given id. */
    UNKNOWN_BACKEND,
    /** No estimator has the given name. */
    UNKNOWN_ESTIMATOR,
    /** No parameter tensor has the given name or matches the given pattern. */
    UNKNOWN_PARAMETER,
    /** A backend exists but cannot run here. */
    BACKEND_UNAVAILABLE,
    /** Two services claim the same name. */
    DUPLICATE_PROVIDER,
    /** A service found on the class path is broken. */
    BROKEN_PROVIDER,
    /** The backend cannot do what was asked. */
    CAPABILITY_MISSING,
    /** A method needs a property, such as positive semi-definiteness, that the operator does not declare. */
    OPERATOR_PROPERTY,
    /** Two vectors, or a vector and an operator, belong to different spaces. */
    SPACE_MISMATCH,
    /** What was asked does not fit in the memory allowed. */
    OUT_OF_MEMORY,
    /** Something was used after it was closed. */
    CLOSED,
    /** A configuration file or value cannot be understood. */
    CONFIGURATION,
    /** The cell's equations ask for something the vocabulary does not allow. */
    CELL_DEFINITION,
    /** A decomposition or an iteration did not succeed numerically. */
    NUMERICAL_FAILURE,
    /** Two results that must agree do not. */
    DISAGREEMENT;

    /** {@return the stable, kebab-case code of this kind, such as {@code file-not-found}} */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
