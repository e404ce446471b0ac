package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Writes arrays to a file whose extension chooses the format: {@code .npy}, {@code .npz} or {@code .safetensors}.
 *
 * <p>The arrays are written to a temporary file in the same folder, which then replaces the target, so no reader sees a
 * partial file and an existing file survives a failed write. The same arrays always give the same bytes.
 */
public final class ArrayWriter {
    private ArrayWriter() {}

    /**
     * Writes one array.
     *
     * @param target the file, replaced if it exists
     * @param array the array
     * @param precision the type of each element in the file
     * @throws NtkException as {@link #write(Path, Collection, Precision)}
     */
    public static void write(Path target, NumericArray array, Precision precision) {
        write(target, List.of(array), precision);
    }

    /**
     * Writes arrays in the given order.
     *
     * @param target the file, replaced if it exists; its folder must exist
     * @param arrays arrays with distinct names; exactly one for {@code .npy}, which does not store its name
     * @param precision the type of each element in the file
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for an unknown extension, for a name that occurs twice or
     *     that the format cannot hold, and for a finite number beyond the range of float32 when float32 is written;
     *     {@link ErrorId#FILE_UNWRITABLE} if the file cannot be written
     */
    public static void write(Path target, Collection<NumericArray> arrays, Precision precision) {
        write(target, arrays, precision, Map.of());
    }

    /**
     * Writes arrays in the given order, with strings beside them.
     *
     * @param target the file, replaced if it exists; its folder must exist
     * @param arrays as for {@link #write(Path, Collection, Precision)}
     * @param precision the type of each element in the file
     * @param metadata strings by key, which {@code .safetensors} alone can hold; see {@link ArrayFile#metadata}
     * @throws NtkException as {@link #write(Path, Collection, Precision)}, {@link ErrorId#INVALID_ARGUMENT} for metadata in another
     *     format
     */
    public static void write(
            Path target, Collection<NumericArray> arrays, Precision precision, Map<String, String> metadata) {
        write(target, arrays, precision, () -> content(target, arrays, precision, metadata));
    }

    /**
     * Writes arrays to an {@code .npz} file, with a remark that readers of arrays ignore.
     *
     * @param target the file, replaced if it exists; its folder must exist
     * @param arrays as for {@link #write(Path, Collection, Precision)}
     * @param precision the type of each element in the file
     * @param comment the comment of the zip archive, with which the file ends
     * @throws NtkException as {@link #write(Path, Collection, Precision)}
     */
    public static void writeNpz(Path target, Collection<NumericArray> arrays, Precision precision, String comment) {
        write(target, arrays, precision, () -> out -> NpzWriter.write(arrays, precision, comment, out));
    }

    private static void write(
            Path target, Collection<NumericArray> arrays, Precision precision, Supplier<ReplacedFile.Content> content) {
        requireNames(target, arrays);
        if (precision == Precision.FLOAT32) {
            arrays.forEach(ArrayWriter::requireFloatRange);
        }
        try {
            ReplacedFile.write(target, content.get());
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    Origin.file(target) + " cannot be written" + FailureReason.inParentheses(e) + ".",
                    "Check that its folder exists and may be written, and that the disk is not full.",
                    e);
        }
    }

    private static ReplacedFile.Content content(
            Path target, Collection<NumericArray> arrays, Precision precision, Map<String, String> metadata) {
        String file = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
        if (!metadata.isEmpty() && !file.endsWith(".safetensors")) {
            throw refused(target, "cannot hold metadata", "Use .safetensors.");
        }
        if (file.endsWith(".npz")) {
            return out -> NpzWriter.write(arrays, precision, "", out);
        }
        if (file.endsWith(".safetensors")) {
            return out -> SafetensorsWriter.write(arrays, precision, metadata, out);
        }
        if (!file.endsWith(".npy")) {
            throw refused(target, "has an extension that is not an array format", "Use .npy, .npz or .safetensors.");
        }
        if (arrays.size() != 1) {
            throw refused(target, "would have to hold " + arrays.size() + " arrays, and .npy holds one", "Use .npz.");
        }
        NumericArray only = arrays.iterator().next();
        return out -> NpyWriter.write(only, precision, out);
    }

    private static void requireNames(Path target, Collection<NumericArray> arrays) {
        Set<String> names = new HashSet<>();
        for (NumericArray array : arrays) {
            if (!ArchiveName.isSafe(array.name()) || array.name().equals(SafetensorsHeader.METADATA)) {
                throw refused(target, "cannot hold an array named " + Quoted.of(array.name()), "Use a plainer name.");
            }
            if (!names.add(array.name())) {
                throw refused(
                        target,
                        "cannot hold two arrays named " + Quoted.of(array.name()),
                        "Give each array its own name.");
            }
        }
    }

    private static void requireFloatRange(NumericArray array) {
        for (double value : array.values()) {
            if (Double.isFinite(value) && Float.isInfinite((float) value)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        array.description() + " holds " + value + ", which float32 cannot hold.",
                        "Write it as float64.");
            }
        }
    }

    private static NtkException refused(Path target, String predicate, String remedy) {
        return Origin.file(target).refused(ErrorId.INVALID_ARGUMENT, predicate, remedy);
    }
}
