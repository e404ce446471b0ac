package io.ntk.io.arrays;

import io.ntk.io.pickle.PersistentId;
import io.ntk.io.pickle.PickleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** PyTorch's format since version 1.6: a zip archive of a pickle, {@code data.pkl}, and the storages, {@code data/KEY}. */
final class TorchZipFormat implements TorchStorages {
    private static final String PICKLE = "data.pkl";

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries;
    private final String folder;
    private final ByteOrder order;
    private final Map<String, ByteSource> storages = new HashMap<>();

    private TorchZipFormat(ZipFile zip, Map<String, ZipEntry> entries, String folder, ByteOrder order) {
        this.zip = zip;
        this.entries = entries;
        this.folder = folder;
        this.order = order;
    }

    /** {@return whether the archive of this entry is a checkpoint} */
    static boolean isPickle(ZipEntry entry) {
        return entry.getName().equals(PICKLE) || entry.getName().endsWith("/" + PICKLE);
    }

    static Map<String, StoredArray> arrays(Path path, ZipFile zip, List<? extends ZipEntry> entries)
            throws IOException {
        Origin origin = Origin.file(path);
        long fileBytes = Files.size(path);
        Map<String, ZipEntry> named = named(origin, entries, fileBytes);
        List<? extends ZipEntry> found =
                entries.stream().filter(TorchZipFormat::isPickle).toList();
        if (found.size() != 1) {
            throw origin.malformed("is a PyTorch checkpoint with " + found.size() + " pickles named " + PICKLE);
        }
        String name = found.get(0).getName();
        String folder = name.substring(0, name.length() - PICKLE.length());
        Pickles pickles = new Pickles(path, fileBytes);
        try {
            ByteOrder order = order(origin, zip, named.get(folder + "byteorder"));
            ByteSource pickle = new ZipEntryBytes(zip, found.get(0));
            TorchZipFormat storages = new TorchZipFormat(zip, named, folder, order);
            Object root = root(origin, pickles, pickle, fileBytes);
            Map<String, StoredArray> arrays =
                    pickles.arrays(root, List.of(new TorchTensors(storages), new PickledNumpy(pickle)));
            if (arrays.isEmpty() && named.containsKey(folder + "constants.pkl")) {
                throw ForeignFormat.TORCHSCRIPT.refusal(origin);
            }
            return pickles.requireSome(arrays);
        } catch (IOException e) {
            throw origin.unreadable(e);
        }
    }

    /** {@return the entries by name} The JDK opens entries by name, and overlapping ones would be more than the file. */
    private static Map<String, ZipEntry> named(Origin origin, List<? extends ZipEntry> entries, long fileBytes) {
        Map<String, ZipEntry> named = new HashMap<>();
        long packed = 0;
        for (ZipEntry entry : entries) {
            NpzFormat.requirePlausible(origin, entry, fileBytes);
            packed += entry.getCompressedSize();
            if (packed > fileBytes) {
                throw origin.malformed(
                        "has entries that overlap: together they claim more than its " + fileBytes + " bytes");
            }
            if (named.put(entry.getName(), entry) != null) {
                throw origin.malformed("has two entries named " + Quoted.of(entry.getName()));
            }
        }
        return named;
    }

    private static Object root(Origin origin, Pickles pickles, ByteSource pickle, long fileBytes) throws IOException {
        try (InputStream in = pickle.open(0, pickle.size())) {
            PickleReader reader = new PickleReader(in, pickle.size(), fileBytes);
            Object root = pickles.next(reader);
            if (reader.position() < pickle.size()) {
                throw origin.malformed("has bytes after the end of its pickle");
            }
            // Reading to the end also lets the stream verify its checksum.
            if (in.read() >= 0) {
                throw origin.malformed("has a pickle that is longer than its entry claims");
            }
            return root;
        }
    }

    /** Files without the entry were written before machines other than little-endian were supported. */
    private static ByteOrder order(Origin origin, ZipFile zip, @Nullable ZipEntry entry) throws IOException {
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order;
        try (InputStream in = new ZipEntryBytes(zip, entry).open(0, entry.getSize())) {
            order = new String(in.readNBytes(16), StandardCharsets.ISO_8859_1);
        }
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw origin.malformed("has the byte order " + Quoted.of(order) + ", neither little nor big");
        };
    }

    @Override
    public TorchStorage find(Origin origin, Object reference) {
        if (!(reference instanceof PersistentId persistent)) {
            throw origin.malformed("has no storage");
        }
        TorchStorageId id =
                TorchStorageId.of(persistent).orElseThrow(() -> origin.malformed("has a storage of an unknown kind"));
        ZipEntry entry = entries.get(folder + "data/" + id.key());
        if (entry == null) {
            throw origin.malformed("has a storage " + Quoted.of(id.key()) + " that the file does not hold");
        }
        ByteSource storage = storages.computeIfAbsent(id.key(), key -> new ZipEntryBytes(zip, entry));
        return new TorchStorage(id.of(origin, storage), id.dtype(), order);
    }
}
