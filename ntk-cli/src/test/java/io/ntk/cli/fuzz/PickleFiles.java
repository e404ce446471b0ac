package io.ntk.cli.fuzz;

import io.ntk.tck.fuzz.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The readers of pickles and of archives that hold more than arrays: PyTorch's checkpoints and Keras's models. */
public final class PickleFiles implements Target {
    private static final List<String> WORDS = List.of(
            "cos\nsystem\n",
            "cbuiltins\neval\n",
            "ctorch._utils\n_rebuild_tensor_v2\n",
            "ctorch._utils\n_rebuild_sparse_tensor\n",
            "ctorch\nDoubleStorage\n",
            "cnumpy\ndtype\n",
            "_parameters",
            "_modules",
            "PK\u0003\u0004",
            "(]}",
            "2222",
            "tRb.",
            "h\u0000",
            "..",
            "\u0000\u0000\u0000\u007f");

    private final Path folder;
    private final ArrayFiles files;

    /**
     * A corpus.
     *
     * @param folder where inputs are written
     * @param files names of files among those that the tests of the reader use
     */
    public PickleFiles(Path folder, List<String> files) {
        this.folder = folder;
        this.files = new ArrayFiles(folder, files);
    }

    @Override
    public List<byte[]> corpus() {
        return files.corpus();
    }

    @Override
    public List<String> words() {
        return WORDS;
    }

    @Override
    public long allowedBytes(byte[] input) {
        return files.allowedBytes(input);
    }

    @Override
    public void read(byte[] input) throws IOException {
        files.read(input);
    }

    @Override
    public byte[] damaged(byte[] input, SplittableRandom random) {
        try {
            return input[0] == 'P' && input[1] == 'K' ? damagedArchive(input, random) : damagedPickle(input, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] damagedPickle(byte[] pickle, SplittableRandom random) {
        Instructions instructions = Instructions.of(pickle);
        for (int i = random.nextInt(4) / 3; i >= 0; i--) {
            instructions.damage(random);
        }
        return instructions.bytes();
    }

    /** Damages an entry and packs all again, so that sizes and checksums are right. */
    private byte[] damagedArchive(byte[] archive, SplittableRandom random) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Path path = Files.write(folder.resolve("archive.zip"), archive);
        try (ZipFile zip = new ZipFile(path.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        List<String> names = List.copyOf(entries.keySet());
        String name = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> entries.remove(name);
            case 1 ->
                entries.computeIfPresent(name, (key, bytes) -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            case 2 -> entries.put(random.nextInt() + "/data.pkl", entries.getOrDefault(name, new byte[0]));
            default -> entries.replaceAll((key, bytes) -> damagedEntry(key, bytes, random));
        }
        return packed(entries);
    }

    private static byte[] damagedEntry(String name, byte[] bytes, SplittableRandom random) {
        if (name.endsWith(".h5")) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            return Hdf5Checksums.mended(damaged);
        }
        return name.endsWith("data.pkl") ? damagedPickle(bytes, random) : bytes;
    }

    private static byte[] packed(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                CRC32 sum = new CRC32();
                sum.update(file.getValue());
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
