package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip archive whose entries {@code NAME.npy} are NPY arrays. Entries are never unpacked to disk. */
final class NpzFormat {
    static final String SUFFIX = ".npy";

    private NpzFormat() {}

    /** {@return whether a file that begins with these bytes is a zip archive, possibly empty} */
    static boolean isAtStartOf(byte[] head) {
        return head.length >= 4
                && head[0] == 'P'
                && head[1] == 'K'
                && ((head[2] == 3 && head[3] == 4) || (head[2] == 5 && head[3] == 6));
    }

    static FileIndex index(Path path) throws IOException {
        Origin origin = Origin.file(path);
        ZipFile zip = new ZipFile(path.toFile());
        try {
            ZipEntry keras = zip.getEntry(KerasFormat.WEIGHTS);
            if (keras != null) {
                return KerasFormat.index(path, zip, keras, Files.size(path));
            }
            return new FileIndex(arrays(path, origin, zip), zip);
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Map<String, StoredArray> arrays(Path path, Origin origin, ZipFile zip) throws IOException {
        Catalogue catalogue = new Catalogue(origin, Files.size(path));
        catalogue.requireRoom(zip.size());
        List<? extends ZipEntry> entries = entries(origin, zip);
        if (entries.stream().anyMatch(TorchZipFormat::isPickle)) {
            return TorchZipFormat.arrays(path, zip, entries);
        }
        if (entries.stream().anyMatch(entry -> entry.getName().equals("policy.pth"))) {
            throw ForeignFormat.STABLE_BASELINES.refusal(origin);
        }
        Map<String, ZipEntry> named = named(origin, entries);
        if (named.isEmpty()) {
            throw origin.malformed(
                    "is a zip archive without arrays: no entry is named *.npy", "Write one with numpy.savez.");
        }
        long fileBytes = Files.size(path);
        for (Map.Entry<String, ZipEntry> entry : named.entrySet()) {
            catalogue.add(array(path, entry.getKey(), zip, entry.getValue(), fileBytes));
        }
        return catalogue.arrays();
    }

    private static List<? extends ZipEntry> entries(Origin origin, ZipFile zip) {
        try {
            return zip.stream().toList();
        } catch (IllegalArgumentException e) {
            // The JDK throws this, undocumented, for an entry whose text it cannot decode.
            throw origin.malformed("has an entry whose name or comment is not UTF-8");
        }
    }

    /** {@return the entries that are arrays, by name} The JDK opens entries by name, so names are checked first. */
    private static Map<String, ZipEntry> named(Origin origin, List<? extends ZipEntry> entries) {
        Map<String, ZipEntry> named = new LinkedHashMap<>();
        for (ZipEntry entry : entries) {
            String file = entry.getName();
            if (!file.endsWith(SUFFIX)) {
                continue;
            }
            String name = file.substring(0, file.length() - SUFFIX.length());
            if (!ArchiveName.isSafe(name)) {
                throw origin.malformed(
                        "has an entry named " + Quoted.of(file) + ", which is not a safe name",
                        "Do not use this archive unless you know who made it.");
            }
            if (named.put(name, entry) != null) {
                throw origin.malformed("has two arrays named " + Quoted.of(name), "Save it again with one of them.");
            }
        }
        return named;
    }

    private static StoredArray array(Path path, String name, ZipFile zip, ZipEntry entry, long fileBytes)
            throws IOException {
        Origin origin = Origin.array(name, path);
        requirePlausible(origin, entry, fileBytes);
        NpyHeader header;
        try (InputStream in = zip.getInputStream(entry)) {
            header = NpyHeader.read(origin, in);
        } catch (IOException e) {
            throw origin.unreadable(e);
        }
        header.requireTotal(origin, entry.getSize());
        ElementData data = new ZippedElements(zip, entry, header.bytes());
        return new StoredArray(origin, name, header.extent(), header.encoding(), header.columnMajor(), data);
    }

    /** Refuses sizes that the archive cannot contain, before anything is unpacked. */
    static void requirePlausible(Origin origin, ZipEntry entry, long fileBytes) {
        long packed = entry.getCompressedSize();
        long unpacked = entry.getSize();
        if (packed < 0 || packed > fileBytes) {
            throw origin.malformed("claims " + packed + " bytes of an archive of " + fileBytes);
        }
        boolean stored = entry.getMethod() == ZipEntry.STORED;
        if (unpacked < 0 || (stored ? unpacked != packed : unpacked / Deflate.MOST_EXPANSION > packed)) {
            throw origin.malformed("claims to unpack from " + packed + " to " + unpacked + " bytes, which "
                    + (stored ? "an uncompressed entry cannot" : "no compressed entry can"));
        }
    }
}
