package io.ntk.io.arrays;

import io.ntk.io.pickle.PickleReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A file that is a pickle, or PyTorch's stream of pickles and storages. */
final class PickleFormat {
    /** Protocols 0 and 1 have no mark of their own at the beginning, so that the name of the file must tell. */
    private static final List<String> EXTENSIONS = List.of(".pkl", ".pickle", ".p");

    private static final String FIRST_INSTRUCTIONS = "(]})c";

    private PickleFormat() {}

    /** {@return whether a file that begins with these bytes is a pickle} */
    static boolean isAtStartOf(byte[] head, Path path) {
        boolean hasProtocol = head.length >= 2 && head[0] == (byte) 0x80 && head[1] >= 2 && head[1] <= 5;
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        return hasProtocol
                || (EXTENSIONS.stream().anyMatch(name::endsWith) && FIRST_INSTRUCTIONS.indexOf(head[0]) >= 0);
    }

    static FileIndex index(Path path, FileChannel channel) throws IOException {
        ByteSource file = new ChannelBytes(channel, channel.size());
        Origin origin = Origin.file(path);
        Pickles pickles = new Pickles(path, file.size());
        try (InputStream in = file.open(0, file.size())) {
            PickleReader reader = new PickleReader(in, file.size(), file.size());
            Object first = pickles.next(reader);
            if (LegacyTorchStream.isMagic(first, file)) {
                LegacyTorchStream stream = LegacyTorchStream.read(origin, pickles, reader, file);
                List<PickledArrays> kinds = List.of(new TorchTensors(stream), new PickledNumpy(file));
                return index(pickles, pickles.arrays(stream.root(), kinds), channel);
            }
            if (reader.position() < file.size()) {
                throw origin.malformed(
                        "has " + (file.size() - reader.position()) + " bytes after its first pickle",
                        "Save one object in each file.");
            }
            TorchStorages storages = new EmbeddedStorages(pickles, file);
            List<PickledArrays> kinds = List.of(new TorchTensors(storages), new PickledNumpy(file));
            return index(pickles, pickles.arrays(first, kinds), channel);
        } catch (IOException e) {
            throw origin.unreadable(e);
        }
    }

    private static FileIndex index(Pickles pickles, Map<String, StoredArray> arrays, FileChannel channel) {
        return new FileIndex(pickles.requireSome(arrays), channel);
    }
}
