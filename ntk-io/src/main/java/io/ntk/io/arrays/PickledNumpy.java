package io.ntk.io.arrays;

import io.ntk.io.pickle.Blob;
import io.ntk.io.pickle.Coding;
import io.ntk.io.pickle.Construction;
import io.ntk.io.pickle.GlobalName;
import io.ntk.io.pickle.PythonSequence;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Recognises arrays of NumPy and JAX among the objects of a pickle. */
final class PickledNumpy implements PickledArrays {
    private static final Set<String> RECONSTRUCT =
            Set.of("numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct");
    private static final Set<String> FROM_BUFFER =
            Set.of("numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer");
    private static final String JAX = "jax._src.array._reconstruct_array";
    private static final Set<String> CLASSES = Set.of("numpy.ndarray", "numpy.matrix");

    private final ByteSource pickle;

    /** Of a pickle in which the bytes of arrays stand. */
    PickledNumpy(ByteSource pickle) {
        this.pickle = pickle;
    }

    @Override
    public boolean recognises(Construction object) {
        return parts(object).isPresent();
    }

    @Override
    public StoredArray array(Origin origin, String name, Construction object) {
        Parts parts = parts(object).orElseThrow();
        Extent extent = Extent.of(origin, TorchTensors.numbers(origin, parts.shape()));
        Encoding encoding = NumpyDtype.parse(dtype(parts.dtype()));
        Optional<Located> data = located(parts.data());
        if (data.isEmpty() && encoding instanceof Encoding.Numeric) {
            throw origin.malformed("has elements that are not stored as bytes");
        }
        if (data.isPresent() && encoding instanceof Encoding.Numeric numeric) {
            requireBytes(origin, extent.bytes(origin, numeric.type()), data.get());
        }
        return new StoredArray(
                origin,
                name,
                extent,
                encoding,
                parts.columnMajor(),
                data.map(Located::elements).orElse(HeapBytes.NO_ELEMENTS));
    }

    private static void requireBytes(Origin origin, long needed, Located data) {
        if (needed < data.least() || needed > data.most()) {
            throw origin.malformed("needs " + needed + " bytes by its shape and type, but holds "
                    + (data.least() == data.most() ? "" : "at most ") + data.most());
        }
    }

    /** What an array is made of, as the pickle has it. */
    private record Parts(Object shape, Object dtype, boolean columnMajor, Object data) {}

    private static Optional<Parts> parts(Construction object) {
        String path = object.path();
        List<Object> arguments = object.arguments();
        if (RECONSTRUCT.contains(path) && isArrayClass(arguments)) {
            return object.state().flatMap(PickledNumpy::ofState);
        }
        if (path.equals(JAX)
                && arguments.size() > 2
                && arguments.get(1) instanceof PythonSequence inner
                && isArrayClass(inner.items())) {
            return ofState(arguments.get(2));
        }
        if (FROM_BUFFER.contains(path) && arguments.size() > 2) {
            boolean columnMajor = arguments.size() > 3 && arguments.get(3).equals("F");
            return Optional.of(new Parts(arguments.get(2), arguments.get(1), columnMajor, arguments.get(0)));
        }
        return Optional.empty();
    }

    private static boolean isArrayClass(List<Object> arguments) {
        return !arguments.isEmpty()
                && arguments.get(0) instanceof GlobalName type
                && CLASSES.contains(type.path().replace("numpy.matrixlib.defmatrix.", "numpy."));
    }

    /** Of {@code ([version,] shape, dtype, fortran, data)}. An array of objects has a list of them for data, and is none here. */
    private static Optional<Parts> ofState(Object state) {
        if (!(state instanceof PythonSequence tuple) || tuple.items().size() < 4) {
            return Optional.empty();
        }
        List<Object> items = tuple.items();
        List<Object> last = items.subList(items.size() - 4, items.size());
        if (last.get(3) instanceof PythonSequence) {
            return Optional.empty();
        }
        boolean columnMajor = last.get(2).equals(true) || last.get(2).equals(1L);
        return Optional.of(new Parts(last.get(0), last.get(1), columnMajor, last.get(3)));
    }

    /** {@return the type as the header of an NPY file writes it} Its order stands in the state, as in {@code (3, '<', ...)}. */
    private static Object dtype(Object dtype) {
        if (!(dtype instanceof Construction call)
                || !call.path().equals("numpy.dtype")
                || call.arguments().isEmpty()
                || !(call.arguments().get(0) instanceof String type)) {
            // jax keeps bfloat16 as a class of the package ml_dtypes.
            return dtype instanceof Construction call
                            && !call.arguments().isEmpty()
                            && call.arguments().get(0) instanceof GlobalName global
                    ? global.path()
                    : "an object";
        }
        boolean hasOrder = call.state().orElse("") instanceof PythonSequence state
                && state.items().size() > 1
                && state.items().get(1) instanceof String;
        String order = hasOrder
                ? (String) ((PythonSequence) call.state().orElseThrow()).items().get(1)
                : "|";
        return order + type;
    }

    /** Bytes of an array, and how many they can be: a text needs more than one byte for some. */
    private record Located(ElementData elements, long least, long most) {}

    private Optional<Located> located(Object data) {
        if (data instanceof String latin1 && latin1.chars().allMatch(c -> c <= 0xff)) {
            return Optional.of(new Located(new HeapElements(latin1), latin1.length(), latin1.length()));
        }
        if (data instanceof Blob blob) {
            ElementData stored = pickle.range(blob.start(), blob.length());
            if (blob.coding() == Coding.BYTES) {
                return Optional.of(new Located(stored, blob.length(), blob.length()));
            }
            return Optional.of(new Located(new DecodedElements(stored, blob.coding()), 0, blob.length()));
        }
        // Pickles of protocols 0 to 2 have no bytes, and write those of Python 3 as the encoding of a text.
        if (data instanceof Construction call
                && call.path().equals("_codecs.encode")
                && call.arguments().size() == 2
                && call.arguments().get(1).equals("latin1")
                && !(call.arguments().get(0) instanceof Construction)) {
            return located(call.arguments().get(0));
        }
        boolean isEmpty = data instanceof Construction call
                && (call.path().equals("__builtin__.bytes") || call.path().equals("builtins.bytes"))
                && call.arguments().isEmpty();
        return isEmpty ? located("") : Optional.empty();
    }
}
