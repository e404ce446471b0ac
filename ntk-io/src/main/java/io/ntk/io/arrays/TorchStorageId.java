package io.ntk.io.arrays;

import io.ntk.io.pickle.GlobalName;
import io.ntk.io.pickle.PersistentId;
import io.ntk.io.pickle.PythonSequence;
import java.util.List;
import java.util.Optional;

/**
 * How a checkpoint refers to a storage.
 *
 * @param dtype the type of its elements
 * @param key its name in the file
 * @param elements how many elements it has
 * @param viewStart where the elements of this reference begin, for a reference to a part of a storage; else 0
 * @param viewElements how many they are; else {@code elements}
 */
record TorchStorageId(String dtype, String key, long elements, long viewStart, long viewElements) {
    /** {@return what an identifier means: {@code ('storage', class, key, location, elements[, view])}, if it means a storage} */
    static Optional<TorchStorageId> of(PersistentId id) {
        if (!(id.value() instanceof PythonSequence tuple) || tuple.items().size() < 5) {
            return Optional.empty();
        }
        List<Object> items = tuple.items();
        if (!items.get(0).equals("storage")
                || !(items.get(1) instanceof GlobalName type)
                || !type.module().startsWith("torch")
                || !(items.get(2) instanceof String key)
                || !(items.get(4) instanceof Long elements)) {
            return Optional.empty();
        }
        Optional<String> dtype = TorchDtype.ofStorage(type.name());
        if (items.size() > 5
                && items.get(5) instanceof PythonSequence view
                && view.items().size() == 3
                && view.items().get(1) instanceof Long start
                && view.items().get(2) instanceof Long count) {
            return dtype.map(name -> new TorchStorageId(name, key, elements, start, count));
        }
        return dtype.map(name -> new TorchStorageId(name, key, elements, 0, elements));
    }

    /** {@return the bytes that it refers to, of those of the whole storage} */
    ByteSource of(Origin origin, ByteSource storage) {
        int size = TorchDtype.bytes(dtype).orElseThrow();
        long most = storage.size() / size;
        if (elements < 0 || elements > most) {
            throw origin.malformed("has a storage " + Quoted.of(key) + " of " + elements + " " + dtype + ", but only "
                    + storage.size() + " bytes are there");
        }
        if (viewStart < 0 || viewElements < 0 || viewStart > elements || viewElements > elements - viewStart) {
            throw origin.malformed("refers to elements of storage " + Quoted.of(key) + " beyond its end");
        }
        return new SourceRange(storage, viewStart * size, viewElements * size);
    }
}
