package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An open file of named arrays: {@code .npy}, {@code .npz}, {@code .safetensors}, a PyTorch checkpoint or a pickle, HDF5
 * ({@code .h5}, {@code .keras}), MATLAB ({@code .mat} of versions 5 to 7.3) or JSON. The content decides the format, not the
 * extension; only pickles of the protocols 0 and 1 need theirs.
 *
 * <p>The name of an array in a checkpoint or a pickle is the path of keys that leads to it, joined by dots. Items of lists are
 * numbered. A pickled module has the names of its {@code state_dict()}. A pickle is read as data, and nothing in it is called.
 *
 * <p>Opening reads names, types and shapes and checks them against the size of the file; elements are read on demand,
 * from their own byte range only. An array of an unsupported type is refused when it is read, not when the file is
 * opened. Several threads may read at once.
 */
public final class ArrayFile implements AutoCloseable {
    private static final int HEAD_BYTES = 64;
    /** The most files of the folder that are searched for a similar name when a file is missing. */
    private static final int MOST_SIBLINGS = 1000;

    private final Path path;
    private final FileIndex index;
    private volatile boolean closed;

    private ArrayFile(Path path, FileIndex index) {
        this.path = path;
        this.index = index;
    }

    /**
     * Opens a file and indexes its arrays.
     *
     * @param path the file
     * @return the open file; the caller closes it
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND}; {@link ErrorId#FILE_UNREADABLE} if it is a directory or cannot be
     *     opened; {@link ErrorId#FILE_FORMAT} if it is truncated, contradicts itself, or is of another format, for which
     *     the message says how to export it
     */
    public static ArrayFile open(Path path) {
        Origin origin = Origin.file(path);
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw origin.refused(
                    ErrorId.FILE_UNREADABLE, "is not a regular file", "Give the path of a file of arrays.");
        }
        try {
            return new ArrayFile(path, index(path, origin));
        } catch (NoSuchFileException e) {
            throw notFound(path, origin);
        } catch (IOException e) {
            throw origin.unreadable(e);
        }
    }

    /** {@return the file} */
    public Path path() {
        return path;
    }

    /** {@return whether the file is one of MATLAB, which has neither vectors nor a last axis of length 1 after the second} */
    public boolean isOfMatlab() {
        return index.matlab();
    }

    /**
     * {@return strings beside the arrays that ntk wrote, by keys that begin with {@code ntk.}, at most 100 of at most 1,000 characters;
     * none in any other format than safetensors}
     */
    public Map<String, String> metadata() {
        return index.metadata();
    }

    /** {@return the description of every array, in the order of the file} */
    public List<ArrayInfo> arrays() {
        return index.arrays().values().stream().map(StoredArray::info).toList();
    }

    /** {@return the names of the arrays, in the order of the file; an {@code .npy} names its array by the file's name} */
    public List<String> names() {
        return List.copyOf(index.arrays().keySet());
    }

    /**
     * Checks whether an array exists.
     *
     * @param name a name
     * @return whether there is an array of that name
     */
    public boolean contains(String name) {
        return index.arrays().containsKey(name);
    }

    /**
     * Describes one array without reading its elements.
     *
     * @param name one of {@link #names()}
     * @return its type and shape
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND}, with the names in the file and the closest spelling
     */
    public ArrayInfo info(String name) {
        return stored(name).info();
    }

    /**
     * Reads one array, converting its elements to float64. Integers beyond 2⁵³ are rounded to the nearest float64.
     *
     * @param name one of {@link #names()}
     * @return the array in row-major order, whatever its order in the file
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND}, with the names in the file and the closest spelling;
     *     {@link ErrorId#UNSUPPORTED_DTYPE} if ntk does not read elements of this type; {@link ErrorId#OUT_OF_MEMORY}
     *     if they fit neither a Java array nor the heap; {@link ErrorId#FILE_FORMAT} if the bytes are damaged;
     *     {@link ErrorId#FILE_UNREADABLE}; {@link ErrorId#CLOSED}
     */
    public NumericArray read(String name) {
        StoredArray array = stored(name);
        if (closed) {
            throw Origin.file(path)
                    .refused(ErrorId.CLOSED, "was closed before " + Quoted.of(name) + " was read", "Open it again.");
        }
        return array.read();
    }

    /**
     * Reads the only array of a file, or the only one of numbers.
     *
     * @return the array
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND}, with the names in the file, if there is not exactly one;
     *     otherwise as {@link #read}
     */
    public NumericArray readSingle() {
        List<String> names = names();
        List<String> numeric = index.arrays().values().stream()
                .filter(StoredArray::isNumeric)
                .map(StoredArray::name)
                .toList();
        if (names.size() > 1 && numeric.size() == 1) {
            return read(numeric.get(0));
        }
        if (names.size() != 1) {
            throw Origin.file(path)
                    .refused(
                            ErrorId.ARRAY_NOT_FOUND,
                            "holds " + names.size() + " arrays and none was named",
                            "Name one, as in FILE:NAME. " + present(names));
        }
        return read(names.get(0));
    }

    /** Closes the file. Arrays that were read stay valid; further reads are refused. Closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        try {
            index.resource().close();
        } catch (IOException e) {
            throw Origin.file(path).unreadable(e);
        }
    }

    /** {@return the path} */
    @Override
    public String toString() {
        return path.toString();
    }

    private StoredArray stored(String name) {
        StoredArray array = index.arrays().get(name);
        if (array == null) {
            throw Origin.file(path)
                    .refused(
                            ErrorId.ARRAY_NOT_FOUND,
                            "holds no array named " + Quoted.of(name),
                            Quoted.suggestion(name, names()) + present(names()));
        }
        return array;
    }

    private static FileIndex index(Path path, Origin origin) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        FileIndex index = null;
        try {
            index = index(path, origin, channel);
            return index;
        } finally {
            // Some indexes keep reading through the channel; they also close it.
            if (index == null || index.resource() != channel) {
                channel.close();
            }
        }
    }

    private static FileIndex index(Path path, Origin origin, FileChannel channel) throws IOException {
        long size = channel.size();
        byte[] head;
        try (InputStream in = new FileSlice(channel, 0, size)) {
            head = in.readNBytes(HEAD_BYTES);
        }
        if (head.length == 0) {
            throw origin.malformed("is empty");
        }
        if (NpyHeader.isAtStartOf(head)) {
            return NpyFormat.index(path, channel);
        }
        if (NpzFormat.isAtStartOf(head)) {
            return NpzFormat.index(path);
        }
        // Safetensors come before pickles: the length field of a 640-byte header looks like the start of a pickle.
        if (SafetensorsFormat.isAtStartOf(head, size)) {
            return SafetensorsFormat.index(path, channel);
        }
        if (Hdf5Format.isAtStartOf(head)) {
            return Hdf5Format.index(path, new ChannelBytes(channel, size), head, channel);
        }
        if (MatFormat.isAtStartOf(head)) {
            return MatFormat.index(path, channel);
        }
        if (PickleFormat.isAtStartOf(head, path)) {
            return PickleFormat.index(path, channel);
        }
        ForeignFormat.named(path).or(() -> ForeignFormat.of(head)).ifPresent(format -> {
            throw format.refusal(origin);
        });
        if (path.toString().endsWith(".safetensors")) {
            return SafetensorsFormat.index(path, channel);
        }
        try (InputStream in = new FileSlice(channel, Math.max(0, size - Long.BYTES), Math.min(size, Long.BYTES))) {
            ForeignFormat.of(in.readAllBytes(), path).ifPresent(format -> {
                throw format.refusal(origin);
            });
        }
        if (JsonFormat.isAtStartOf(head)) {
            return JsonFormat.index(path, channel);
        }
        throw origin.malformed(
                "is of no format that ntk knows: it begins with the bytes "
                        + HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(8, head.length)),
                "Write it with torch.save, numpy.savez or safetensors.torch.save_file.");
    }

    private static NtkException notFound(Path path, Origin origin) {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return origin.refused(ErrorId.FILE_NOT_FOUND, "does not exist, nor does its folder", "Check the path.");
        }
        String hint = "Check the path.";
        try (Stream<Path> siblings = Files.list(folder)) {
            List<String> names = siblings.limit(MOST_SIBLINGS)
                    .map(sibling -> String.valueOf(sibling.getFileName()))
                    .collect(Collectors.toList());
            hint = Quoted.suggestion(String.valueOf(path.getFileName()), names) + hint;
        } catch (IOException e) {
            // If the folder cannot be listed, there is no spelling to suggest.
        }
        return origin.refused(ErrorId.FILE_NOT_FOUND, "does not exist", hint);
    }

    private static String present(Collection<String> names) {
        return names.isEmpty() ? "It holds none." : "It holds " + Quoted.list(names) + ".";
    }
}
