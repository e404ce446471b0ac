package io.ntk.io.pickle;

/**
 * Bounds the memory and the time that a pickle may take. An opcode of one byte can make an object of many, so objects are counted
 * by what they take in Java, and all together may take {@value MEMORY_PER_BYTE} times the file and a fixed amount.
 */
final class Budget {
    /** What a reference takes, as long as Java compresses references. */
    static final int REFERENCE = 4;
    /** What a reference takes in a list that grows by half, while it is copied: its old place, and one and a half in the new list. */
    static final int GROWING_REFERENCE = 10;
    /** A boxed number. */
    static final int NUMBER = 16;
    /** An object of a few fields. */
    static final int OBJECT = 32;
    /** A text, besides its characters. */
    static final int STRING = 48;
    /** An entry of a dictionary, with its place in the table, and in the old one while the table grows. */
    static final int ENTRY = 56;

    /** The names of arrays, and what is read of them, take as much as the file again. */
    private static final int MEMORY_PER_BYTE = 3;

    private static final long FIXED_MEMORY = 16 << 20;
    /** A second's worth. */
    private static final long MOST_OPCODES = 100_000_000;

    private final long allowed;
    private long charged;
    private long opcodes;

    Budget(long fileBytes) {
        allowed = FIXED_MEMORY + MEMORY_PER_BYTE * Math.min(fileBytes, Long.MAX_VALUE / (2 * MEMORY_PER_BYTE));
    }

    void charge(long bytes) throws PickleException {
        charged += bytes;
        if (charged > allowed) {
            throw new PickleException(
                    "makes objects of more than " + allowed + " bytes, the most that its size allows");
        }
    }

    void countOpcode() throws PickleException {
        if (++opcodes > MOST_OPCODES) {
            throw new PickleException("is longer than " + MOST_OPCODES + " opcodes, the most that are read");
        }
    }

    /** {@return the number of opcodes so far} */
    long opcodes() {
        return opcodes;
    }
}
