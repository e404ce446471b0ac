package io.ntk.io.arrays;

import io.ntk.io.pickle.Construction;
import io.ntk.io.pickle.GlobalName;
import io.ntk.io.pickle.PythonDict;
import io.ntk.io.pickle.PythonSequence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Recognises PyTorch's tensors among the objects of a pickle, by the names of the functions that would rebuild them. */
final class TorchTensors implements PickledArrays {
    /** A view that repeats elements, as expand makes, may have more of them than its storage; but not without bound. */
    private static final long MOST_REPEATED = 1 << 16;

    private final TorchStorages storages;

    TorchTensors(TorchStorages storages) {
        this.storages = storages;
    }

    @Override
    public boolean recognises(Construction object) {
        return isRebuilt(object) || isWrapped(object);
    }

    private static boolean isRebuilt(Construction object) {
        return object.callable() instanceof GlobalName global
                && global.module().equals("torch._utils")
                && global.name().startsWith("_rebuild_")
                && !object.arguments().isEmpty();
    }

    /** A tensor with attributes or of a class of its own: {@code (function, class, arguments, state)}. */
    private static boolean isWrapped(Construction object) {
        return object.path().endsWith("._rebuild_from_type_v2")
                && object.arguments().size() == 4
                && object.arguments().get(0) instanceof GlobalName
                && object.arguments().get(2) instanceof PythonSequence;
    }

    @Override
    public StoredArray array(Origin origin, String name, Construction object) throws IOException {
        GlobalName function = (GlobalName) object.callable();
        List<Object> arguments = object.arguments();
        // A Parameter holds a tensor, which might in a damaged file be a Parameter again, without end.
        for (int depth = 0; depth < 4; depth++) {
            if (function.name().equals("_rebuild_from_type_v2") && arguments.size() == 4) {
                if (!(arguments.get(0) instanceof GlobalName inner)
                        || !(arguments.get(2) instanceof PythonSequence given)) {
                    break;
                }
                function = inner;
                arguments = given.items();
            } else if (function.name().startsWith("_rebuild_parameter") && !arguments.isEmpty()) {
                if (!(arguments.get(0) instanceof Construction inner)
                        || !(inner.callable() instanceof GlobalName called)) {
                    break;
                }
                function = called;
                arguments = inner.arguments();
            } else {
                return tensor(origin, name, function.name(), arguments);
            }
        }
        throw origin.malformed("is a parameter without a tensor");
    }

    private StoredArray tensor(Origin origin, String name, String function, List<Object> arguments) throws IOException {
        return switch (function) {
            case "_rebuild_tensor" -> view(origin, name, arguments, Optional.empty(), Optional.empty());
            case "_rebuild_tensor_v2" -> view(origin, name, arguments, Optional.empty(), argument(arguments, 6));
            case "_rebuild_tensor_v3" -> view(origin, name, arguments, argument(arguments, 6), argument(arguments, 7));
            case "_rebuild_qtensor" ->
                refused(
                        origin,
                        name,
                        "quantized",
                        "quantized numbers",
                        "Save tensor.dequantize().",
                        argument(arguments, 2));
            case "_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor" ->
                refused(origin, name, "sparse", "a sparse tensor", "Save tensor.to_dense().", sparseSize(arguments));
            case "_rebuild_meta_tensor_no_storage" ->
                refused(
                        origin,
                        name,
                        "meta",
                        "a tensor without elements",
                        "Save the model after its weights are loaded.",
                        argument(arguments, 1));
            default ->
                refused(
                        origin,
                        name,
                        function,
                        "a tensor of a kind of its own",
                        "Convert it before saving, for instance with tensor.cpu().float().",
                        Optional.empty());
        };
    }

    private StoredArray view(
            Origin origin, String name, List<Object> arguments, Optional<Object> dtype, Optional<Object> metadata)
            throws IOException {
        if (arguments.size() < 4 || !(arguments.get(1) instanceof Long offset)) {
            throw origin.malformed("is a tensor without storage, offset, size and strides");
        }
        TorchStorage storage = storages.find(origin, arguments.get(0));
        String type = dtype.isPresent() ? dtypeName(origin, dtype.get()) : storage.dtype();
        Extent extent = Extent.of(origin, numbers(origin, arguments.get(2)));
        Optional<Integer> known = TorchDtype.bytes(type);
        if (known.isEmpty()) {
            Encoding unknown = TorchDtype.encoding(type, storage.order());
            return new StoredArray(
                    origin, name, extent, unknown, false, storage.bytes().range(0, 0));
        }
        int bytes = known.get();
        long stored = storage.bytes().size() / bytes;
        Strides strides = Strides.of(origin, extent, offset, numbers(origin, arguments.get(3)), stored);
        Encoding encoding = TorchDtype.encoding(type, storage.order());
        if (isNegated(metadata)) {
            encoding = new Encoding.Refused(type, "numbers to be negated", "Save tensor.resolve_neg().");
        } else if (extent.elements() > Math.max(stored, MOST_REPEATED)) {
            encoding = new Encoding.Refused(type, "a view that repeats its elements", "Save tensor.contiguous().");
        } else if (!strides.isRowMajor()
                && !strides.isColumnMajor()
                && strides.span() > Integer.MAX_VALUE / bytes - 8) {
            encoding = new Encoding.Refused(type, "a view scattered over gigabytes", "Save tensor.contiguous().");
        }
        return new StoredArray(
                origin,
                name,
                extent,
                encoding,
                !strides.isRowMajor() && strides.isColumnMajor(),
                elements(storage.bytes(), strides, bytes));
    }

    private static ElementData elements(ByteSource storage, Strides strides, int bytes) {
        long start = strides.span() == 0 ? 0 : strides.offset() * bytes;
        ElementData span = storage.range(start, strides.span() * bytes);
        return strides.isRowMajor() || strides.isColumnMajor() ? span : new StridedElements(span, strides, bytes);
    }

    /** {@return whether a flag says that the stored numbers have the wrong sign} */
    private static boolean isNegated(Optional<Object> metadata) {
        return metadata.orElse("") instanceof PythonDict flags && Boolean.TRUE.equals(flags.get("neg"));
    }

    private static StoredArray refused(
            Origin origin, String name, String label, String what, String remedy, Optional<Object> size) {
        List<Long> shape = size.isPresent() ? numbers(origin, size.get()) : List.of();
        Encoding encoding = new Encoding.Refused(label, what, remedy);
        return new StoredArray(origin, name, Extent.of(origin, shape), encoding, false, HeapBytes.NO_ELEMENTS);
    }

    /** {@return the only item of the parts of a sparse tensor that is no tensor} */
    private static Optional<Object> sparseSize(List<Object> arguments) {
        return argument(arguments, 1)
                .filter(PythonSequence.class::isInstance)
                .flatMap(parts -> ((PythonSequence) parts)
                        .items().stream().filter(TorchTensors::isSize).findFirst());
    }

    private static boolean isSize(Object value) {
        return value instanceof PythonSequence
                || (value instanceof Construction call && call.path().equals("torch.Size"));
    }

    private static Optional<Object> argument(List<Object> arguments, int index) {
        return index < arguments.size() ? Optional.of(arguments.get(index)) : Optional.empty();
    }

    private static String dtypeName(Origin origin, Object dtype) {
        if (dtype instanceof GlobalName global && global.module().equals("torch")) {
            return global.name();
        }
        throw origin.malformed("has a dtype that is no torch.dtype");
    }

    /** {@return the numbers of a tuple, a list or a {@code torch.Size}} */
    static List<Long> numbers(Origin origin, Object sizes) {
        Object tuple = sizes instanceof Construction call
                        && isSize(call)
                        && call.arguments().size() == 1
                ? call.arguments().get(0)
                : sizes;
        List<Long> numbers = new ArrayList<>();
        if (tuple instanceof PythonSequence sequence && sequence.items().size() <= Extent.MOST_AXES) {
            for (Object item : sequence.items()) {
                if (item instanceof Long number) {
                    numbers.add(number);
                }
            }
            if (numbers.size() == sequence.items().size()) {
                return numbers;
            }
        }
        throw origin.malformed("has a size or strides that are not a tuple of whole numbers");
    }
}
