package io.ntk.io.arrays;

import io.ntk.io.pickle.Blob;
import io.ntk.io.pickle.PersistentId;
import io.ntk.io.pickle.PickleReader;
import io.ntk.io.pickle.PythonSequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * PyTorch's format before version 1.6: pickles of a magic number, a version, facts about the machine, the objects, and the keys of
 * the storages; then the storages in the order of their keys, each a count and elements, little-endian on every machine.
 */
final class LegacyTorchStream implements TorchStorages {
    private static final byte[] MAGIC = HexFormat.of().parseHex("6cfc9c46f9206aa85019");

    private final Object root;
    private final Map<String, ByteSource> storages;

    private LegacyTorchStream(Object root, Map<String, ByteSource> storages) {
        this.root = root;
        this.storages = storages;
    }

    /** {@return whether the first object of a stream is the magic number} */
    static boolean isMagic(Object first, ByteSource stream) throws IOException {
        if (!(first instanceof Blob blob) || blob.length() != MAGIC.length) {
            return false;
        }
        try (InputStream in = stream.open(blob.start(), blob.length())) {
            return Arrays.equals(MAGIC, in.readAllBytes());
        }
    }

    /**
     * Reads a stream whose first object, the magic number, has been read.
     *
     * @param reader at the second object
     * @param stream all bytes of the stream
     */
    static LegacyTorchStream read(Origin origin, Pickles pickles, PickleReader reader, ByteSource stream)
            throws IOException {
        pickles.next(reader);
        pickles.next(reader);
        Object root = pickles.next(reader);
        if (!(pickles.next(reader) instanceof PythonSequence keys)) {
            throw origin.malformed("is a PyTorch checkpoint without a list of its storages");
        }
        Map<String, TorchStorageId> ids = new HashMap<>();
        for (PersistentId id : reader.persistentIds()) {
            TorchStorageId.of(id).ifPresent(storage -> ids.putIfAbsent(storage.key(), storage));
        }
        Map<String, ByteSource> storages = new HashMap<>();
        long position = reader.position();
        for (Object key : keys.items()) {
            TorchStorageId id = key instanceof String ? ids.get(key) : null;
            if (id == null || storages.containsKey(id.key())) {
                throw origin.malformed("lists a storage that no tensor has, or one twice");
            }
            ByteSource storage = storage(origin, id, stream, position);
            storages.put(id.key(), storage);
            position += Long.BYTES + storage.size();
        }
        if (position < stream.size()) {
            throw origin.malformed("has " + (stream.size() - position) + " bytes after its last storage");
        }
        return new LegacyTorchStream(root, storages);
    }

    private static ByteSource storage(Origin origin, TorchStorageId id, ByteSource stream, long position)
            throws IOException {
        long left = stream.size() - position - Long.BYTES;
        long count = left < 0 ? -1 : count(stream, position);
        int bytes = TorchDtype.bytes(id.dtype()).orElseThrow();
        if (count < 0 || count > left / bytes) {
            throw origin.malformed(
                    "ends within storage " + Quoted.of(id.key()) + " of " + id.elements() + " " + id.dtype());
        }
        if (count != id.elements()) {
            throw origin.malformed("has a storage " + Quoted.of(id.key()) + " of " + id.elements()
                    + " elements in one place and " + count + " in another");
        }
        return new SourceRange(stream, position + Long.BYTES, count * bytes);
    }

    private static long count(ByteSource stream, long position) throws IOException {
        try (InputStream in = stream.open(position, Long.BYTES)) {
            return ByteBuffer.wrap(in.readNBytes(Long.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
        }
    }

    /** {@return what was saved} */
    Object root() {
        return root;
    }

    @Override
    public TorchStorage find(Origin origin, Object reference) {
        if (!(reference instanceof PersistentId persistent)) {
            throw origin.malformed("has no storage");
        }
        TorchStorageId id =
                TorchStorageId.of(persistent).orElseThrow(() -> origin.malformed("has a storage of an unknown kind"));
        ByteSource storage = storages.get(id.key());
        if (storage == null) {
            throw origin.malformed("has a storage " + Quoted.of(id.key()) + " that the file does not hold");
        }
        return new TorchStorage(id.of(origin, storage), id.dtype(), ByteOrder.LITTLE_ENDIAN);
    }
}
