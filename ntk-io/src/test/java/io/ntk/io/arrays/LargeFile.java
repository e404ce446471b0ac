package io.ntk.io.arrays;

import io.ntk.io.pickle.Assembler;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files of some {@value #BYTES} bytes, in each format: one large array, and what a hostile writer would make of as many bytes. */
enum LargeFile {
    HALVES("x.npy", true) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(Fixtures.npy(
                    "{'descr': '<f2', 'fortran_order': False, 'shape': (" + BYTES / 2 + ",), }", noise(BYTES)));
        }
    },
    FORTRAN_ORDER("x.npy", true) {
        @Override
        void write(OutputStream out) throws IOException {
            String shape = "(1024, " + BYTES / 2048 + ")";
            out.write(Fixtures.npy("{'descr': '<f2', 'fortran_order': True, 'shape': " + shape + ", }", noise(BYTES)));
        }
    },
    COMPRESSED_ARCHIVE("x.npz", true) {
        @Override
        void write(OutputStream out) throws IOException {
            zip(
                    out,
                    ZipEntry.DEFLATED,
                    "x.npy",
                    Fixtures.npy(Fixtures.dictionary("<f4", "(" + BYTES / 4 + ",)"), noise(BYTES)));
        }
    },
    BFLOATS("x.safetensors", true) {
        @Override
        void write(OutputStream out) throws IOException {
            String header =
                    "{\"x\":{\"dtype\":\"BF16\",\"shape\":[" + BYTES / 2 + "],\"data_offsets\":[0," + BYTES + "]}}";
            out.write(Fixtures.safetensors(header, BYTES));
        }
    },
    SCATTERED_VIEW("x.pt", true) {
        @Override
        void write(OutputStream out) throws IOException {
            long rows = BYTES / 4 / 64;
            byte[] pickle = new Assembler()
                    .op("PROTO", 1, 2)
                    .tensor("FloatStorage", "0", BYTES / 4, 0, new long[] {8, rows, 8}, new long[] {8, 64, 1})
                    .op("STOP")
                    .bytes();
            zip(out, ZipEntry.STORED, "x/data.pkl", pickle, "x/data/0", noise(BYTES));
        }
    },
    LIST_OF_FLOATS("x.pkl", true) {
        @Override
        void write(OutputStream out) throws IOException {
            Assembler start = new Assembler().op("PROTO", 1, 2).op("EMPTY_LIST MARK");
            array(start);
            out.write(start.op("APPENDS").bytes());
            byte[] floats = new Assembler().op("BINFLOAT").raw(new byte[8]).bytes();
            for (int batch = 0; batch < BYTES / 9000; batch++) {
                out.write(new Assembler().op("MARK").bytes());
                repeat(out, floats, 1000);
                out.write(new Assembler().op("APPENDS").bytes());
            }
            out.write(new Assembler().op("STOP").bytes());
        }
    },
    ONE_PACKED_CHUNK("x.h5", true) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(Hdf5File.packed(noise(BYTES)));
        }
    },
    COMPRESSED_VARIABLE("x.mat", true) {
        @Override
        void write(OutputStream out) throws IOException {
            mat(out, 15, deflated(matVariable(true, 9, BYTES / 8, BYTES, noise(BYTES))));
        }
    },
    DIGITS("x.json", true) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write('[');
            repeat(out, "7,".getBytes(StandardCharsets.US_ASCII), BYTES / 2);
            out.write("7]".getBytes(StandardCharsets.US_ASCII));
        }
    },

    SCALARS("x.json", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write('{');
            for (int i = 0; i < BYTES / 11; i++) {
                out.write(("\"" + Integer.toString(i, 36) + "\":1,").getBytes(StandardCharsets.US_ASCII));
            }
            out.write("\"\":1}".getBytes(StandardCharsets.US_ASCII));
        }
    },
    NAMES_IN_A_LIST("x.json", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write("[{".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < BYTES / 11; i++) {
                out.write(("\"" + Integer.toString(i, 36) + "\":1,").getBytes(StandardCharsets.US_ASCII));
            }
            out.write("\"\":1}]".getBytes(StandardCharsets.US_ASCII));
        }
    },
    EMPTY_DICTIONARIES("x.pkl", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(new Assembler().op("PROTO", 1, 2).op("MARK").bytes());
            repeat(out, new Assembler().op("EMPTY_DICT").bytes(), BYTES);
            out.write(new Assembler().op("LIST STOP").bytes());
        }
    },
    NOTHING("x.pkl", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(new Assembler().op("PROTO", 1, 2).op("EMPTY_LIST").bytes());
            repeat(out, new Assembler().op("NONE APPEND").bytes(), BYTES / 2);
            out.write(new Assembler().op("STOP").bytes());
        }
    },
    MEMORIES("x.pkl", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(new Assembler().op("PROTO", 1, 4).op("NONE").bytes());
            repeat(out, new Assembler().op("MEMOIZE").bytes(), BYTES);
            out.write(new Assembler().op("STOP").bytes());
        }
    },
    WORDS("x.pkl", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(new Assembler().op("PROTO", 1, 4).op("EMPTY_DICT MARK").bytes());
            for (int i = 0; i < BYTES / 10; i++) {
                String word = Integer.toString(i, 36);
                out.write(new Assembler()
                        .op("SHORT_BINUNICODE", 1, word.length())
                        .raw(word.getBytes(StandardCharsets.US_ASCII))
                        .op("NONE")
                        .bytes());
            }
            out.write(new Assembler().op("SETITEMS STOP").bytes());
        }
    },
    ONE_ARRAY_OF_MANY_NAMES("x.pkl", false) {
        @Override
        void write(OutputStream out) throws IOException {
            Assembler start = new Assembler().op("PROTO", 1, 4);
            array(start);
            out.write(start.op("BINPUT", 1, 0).op("POP EMPTY_LIST MARK").bytes());
            repeat(out, new Assembler().op("BINGET", 1, 0).bytes(), BYTES / 2);
            out.write(new Assembler().op("APPENDS STOP").bytes());
        }
    },
    ENTRIES_IN_ONE_PLACE("x.npz", false) {
        @Override
        void write(OutputStream out) throws IOException {
            byte[] array = Fixtures.npy("<f8", "(0,)", 0);
            CRC32 sum = new CRC32();
            sum.update(array);
            ByteBuffer local = ByteBuffer.allocate(35 + array.length).order(ByteOrder.LITTLE_ENDIAN);
            local.putInt(0x04034b50).putShort((short) 10).position(14);
            local.putInt((int) sum.getValue())
                    .putInt(array.length)
                    .putInt(array.length)
                    .putShort((short) 5);
            local.putShort((short) 0)
                    .put("a.npy".getBytes(StandardCharsets.US_ASCII))
                    .put(array);
            out.write(local.array());
            int entries = BYTES / 56;
            int length = 46 + 10;
            for (int i = 0; i < entries; i++) {
                ByteBuffer entry = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                entry.putInt(0x02014b50)
                        .putShort((short) 10)
                        .putShort((short) 10)
                        .position(16);
                entry.putInt((int) sum.getValue())
                        .putInt(array.length)
                        .putInt(array.length)
                        .putShort((short) 10);
                entry.position(46);
                entry.put(String.format("%06d.npy", i % 1_000_000).getBytes(StandardCharsets.US_ASCII));
                out.write(entry.array());
            }
            ByteBuffer end = ByteBuffer.allocate(98).order(ByteOrder.LITTLE_ENDIAN);
            end.putInt(0x06064b50)
                    .putLong(44)
                    .putInt(45 << 16 | 45)
                    .putLong(0)
                    .putLong(entries)
                    .putLong(entries);
            end.putLong((long) entries * length).putLong(local.capacity());
            end.putInt(0x07064b50)
                    .putInt(0)
                    .putLong(local.capacity() + (long) entries * length)
                    .putInt(1);
            end.putInt(0x06054b50).putInt(0).putInt(-1).putInt(-1).putInt(-1).putShort((short) 0);
            out.write(end.array());
        }
    },
    EMPTY_TENSORS("x.safetensors", false) {
        @Override
        void write(OutputStream out) throws IOException {
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            for (int i = 0; header.size() < BYTES; i++) {
                String tensor = (i == 0 ? "{\"" : ",\"") + Integer.toString(i, 36)
                        + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
                header.writeBytes(tensor.getBytes(StandardCharsets.US_ASCII));
            }
            header.write('}');
            out.write(Fixtures.safetensors(header.toString(StandardCharsets.US_ASCII), 0));
        }
    },
    SHORT_MESSAGES("x.h5", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(Hdf5File.messages(BYTES));
        }
    },
    EMPTY_VARIABLES("x.mat", false) {
        @Override
        void write(OutputStream out) throws IOException {
            out.write(matHeader());
            for (int i = 0; i < BYTES / 64; i++) {
                ByteBuffer variable = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
                variable.putInt(14)
                        .putInt(56)
                        .putInt(6)
                        .putInt(8)
                        .putLong(6)
                        .putInt(5)
                        .putInt(8)
                        .putLong(0);
                byte[] name = Integer.toString(i, 36).getBytes(StandardCharsets.US_ASCII);
                variable.putInt(1).putInt(name.length).put(name).position(56);
                variable.putInt(9).putInt(0);
                out.write(variable.array());
            }
        }
    },
    UNPACKED_TO_A_THOUSAND_TIMES("x.mat", false) {
        @Override
        void write(OutputStream out) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
                int columns = 1 << 27;
                // What has no name is not listed, so that only unpacking takes time.
                deflater.write(matVariable(false, 2, columns, columns, new byte[0]));
                repeat(deflater, new byte[1 << 20], columns >> 20);
            }
            byte[] once = packed.toByteArray();
            out.write(matHeader());
            ByteBuffer tag = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(15)
                    .putInt(once.length);
            for (int written = 0; written < BYTES; written += 8 + once.length) {
                out.write(tag.array());
                out.write(once);
            }
        }
    };

    /** The size of each, within a hundredth. */
    static final int BYTES = 1 << 24;

    private final String file;
    private final boolean wellFormed;

    LargeFile(String file, boolean wellFormed) {
        this.file = file;
        this.wellFormed = wellFormed;
    }

    abstract void write(OutputStream out) throws IOException;

    /** {@return whether all of its arrays can be read} */
    boolean isWellFormed() {
        return wellFormed;
    }

    Path writeTo(Path folder) throws IOException {
        Path path = folder.resolve(file);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            write(out);
        }
        return path;
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new SplittableRandom(1).nextBytes(noise);
        return noise;
    }

    private static void repeat(OutputStream out, byte[] bytes, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            out.write(bytes);
        }
    }

    private static void array(Assembler program) {
        program.global("numpy.core.numeric", "_frombuffer")
                .op("MARK")
                .op("SHORT_BINBYTES", 1, 8)
                .raw(new byte[8])
                .global("numpy", "dtype")
                .op("MARK")
                .text("u1")
                .op("TUPLE REDUCE")
                .numbers(8)
                .text("C")
                .op("TUPLE REDUCE");
    }

    private static void zip(OutputStream out, int method, Object... namesAndBytes) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (int i = 0; i < namesAndBytes.length; i += 2) {
            byte[] bytes = (byte[]) namesAndBytes[i + 1];
            ZipEntry entry = new ZipEntry((String) namesAndBytes[i]);
            entry.setMethod(method);
            CRC32 sum = new CRC32();
            sum.update(bytes);
            entry.setCrc(sum.getValue());
            entry.setSize(bytes.length);
            zip.putNextEntry(entry);
            zip.write(bytes);
        }
        zip.finish();
    }

    private static byte[] deflated(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] matHeader() throws IOException {
        return Arrays.copyOf(Files.readAllBytes(Fixtures.resource("formats/before.mat")), 128);
    }

    private static void mat(OutputStream out, int type, byte[] variable) throws IOException {
        out.write(matHeader());
        out.write(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(type)
                .putInt(variable.length)
                .array());
        out.write(variable);
    }

    /** {@return the head of a variable of one row, and its first elements} */
    private static byte[] matVariable(boolean named, int type, int columns, int bytes, byte[] elements) {
        ByteBuffer variable = ByteBuffer.allocate(56 + elements.length).order(ByteOrder.LITTLE_ENDIAN);
        variable.putInt(14).putInt(48 + bytes);
        variable.putInt(6).putInt(8).putLong(6);
        variable.putInt(5).putInt(8).putInt(1).putInt(columns);
        variable.putInt(named ? 1 << 16 | 1 : 1).putInt(named ? 'x' : 0);
        return variable.putInt(type).putInt(bytes).put(elements).array();
    }
}
