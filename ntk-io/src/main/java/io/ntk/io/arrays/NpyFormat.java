package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/** A file that holds a single NPY array, which is named after the file, because the format stores no name. */
final class NpyFormat {
    private NpyFormat() {}

    static FileIndex index(Path path, FileChannel channel) throws IOException {
        Origin origin = Origin.file(path);
        long size = channel.size();
        NpyHeader header;
        try (InputStream in = new FileSlice(channel, 0, size)) {
            header = NpyHeader.read(origin, in);
        }
        header.requireTotal(origin, size);
        String name = nameOf(path);
        ElementData data = new ChannelBytes(channel, size).range(header.bytes(), size - header.bytes());
        StoredArray array =
                new StoredArray(origin, name, header.extent(), header.encoding(), header.columnMajor(), data);
        return new FileIndex(Map.of(name, array), channel);
    }

    private static String nameOf(Path path) {
        String file = String.valueOf(path.getFileName());
        return file.endsWith(".npy") ? file.substring(0, file.length() - ".npy".length()) : file;
    }
}
