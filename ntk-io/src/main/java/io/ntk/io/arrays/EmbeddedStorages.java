package io.ntk.io.arrays;

import io.ntk.io.pickle.Blob;
import io.ntk.io.pickle.Coding;
import io.ntk.io.pickle.Construction;
import io.ntk.io.pickle.PickleReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Storages of tensors that Python's own {@code pickle.dump} wrote: each is a whole checkpoint in the legacy format, as bytes. */
final class EmbeddedStorages implements TorchStorages {
    private final Pickles pickles;
    private final ByteSource file;
    /** By the place of their bytes, since several tensors may share one. */
    private final Map<Long, TorchStorage> known = new HashMap<>();

    EmbeddedStorages(Pickles pickles, ByteSource file) {
        this.pickles = pickles;
        this.file = file;
    }

    @Override
    public TorchStorage find(Origin origin, Object reference) throws IOException {
        if (!(reference instanceof Construction call)
                || !call.path().equals("torch.storage._load_from_bytes")
                || call.arguments().size() != 1
                || !(call.arguments().get(0) instanceof Blob blob)
                || blob.coding() != Coding.BYTES) {
            throw origin.malformed("has a storage outside of the file", "Save the tensor with torch.save.");
        }
        TorchStorage storage = known.get(blob.start());
        if (storage == null) {
            storage = read(origin, new SourceRange(file, blob.start(), blob.length()));
            known.put(blob.start(), storage);
        }
        return storage;
    }

    private TorchStorage read(Origin origin, ByteSource stream) throws IOException {
        try (InputStream in = stream.open(0, stream.size())) {
            PickleReader reader = new PickleReader(in, stream.size(), stream.size());
            if (!LegacyTorchStream.isMagic(pickles.next(reader), stream)) {
                throw origin.malformed("has a storage that is not in PyTorch's format");
            }
            LegacyTorchStream inner = LegacyTorchStream.read(origin, pickles, reader, stream);
            return inner.find(origin, inner.root());
        }
    }
}
