package io.ntk.io.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles instruction by instruction, right or wrong ones. */
public final class Assembler {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Adds instructions without arguments, by the names of {@code pickletools}, separated by blanks. */
    public Assembler op(String names) {
        for (String name : names.split(" ", -1)) {
            out.write(Opcode.valueOf(name).code());
        }
        return this;
    }

    /** Adds an instruction and its argument as Latin-1. */
    public Assembler op(String name, String argument) {
        return op(name).raw(argument.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Adds an instruction and a little-endian number. */
    public Assembler op(String name, int bytes, long number) {
        op(name);
        byte[] all = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        out.write(all, 0, bytes);
        return this;
    }

    public Assembler raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public Assembler text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op("BINUNICODE", 4, utf8.length).raw(utf8);
    }

    public Assembler integer(long value) {
        return op("LONG1").op8(value);
    }

    private Assembler op8(long value) {
        out.write(Long.BYTES);
        return raw(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    public Assembler global(String module, String name) {
        return op("GLOBAL", module + "\n" + name + "\n");
    }

    /** Adds a tuple of whole numbers. */
    public Assembler numbers(long... values) {
        op("MARK");
        for (long value : values) {
            integer(value);
        }
        return op("TUPLE");
    }

    /** Adds a reference to a storage as torch.save writes it. */
    public Assembler storage(String type, String key, long elements) {
        return op("MARK")
                .text("storage")
                .global("torch", type)
                .text(key)
                .text("cpu")
                .integer(elements)
                .op("TUPLE BINPERSID");
    }

    /** Adds a tensor as torch.save writes it. */
    public Assembler tensor(String type, String key, long elements, long offset, long[] size, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op("MARK")
                .storage(type, key, elements)
                .integer(offset)
                .numbers(size)
                .numbers(strides)
                .op("NEWFALSE")
                .global("collections", "OrderedDict")
                .op("EMPTY_TUPLE REDUCE TUPLE REDUCE");
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
