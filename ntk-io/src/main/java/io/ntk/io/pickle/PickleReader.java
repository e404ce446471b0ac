package io.ntk.io.pickle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reads pickles, one after another, from a stream.
 *
 * <p>What a pickle makes is one of: {@link None}, {@link Boolean}, {@link Long}, {@link Double}, {@link String},
 * {@link Blob}, {@link PythonSequence}, {@link PythonDict}, {@link GlobalName}, {@link PersistentId} and {@link Construction}.
 * Strings of Python 2, which are bytes, are read as Latin-1.
 */
public final class PickleReader {
    private final PickleInput input;
    private final Budget budget;
    private final List<PersistentId> persistentIds = new ArrayList<>();

    /**
     * A reader of pickles.
     *
     * @param in the bytes; buffered here, so that the stream is of no use to others afterwards
     * @param size the number of bytes in the stream, beyond which no length can reach
     * @param fileBytes the size of the file, to which the memory that the pickles take is in proportion
     */
    public PickleReader(InputStream in, long size, long fileBytes) {
        this.input = new PickleInput(in, size);
        this.budget = new Budget(fileBytes);
    }

    /** {@return the number of bytes that the pickles took so far} */
    public long position() {
        return input.position();
    }

    /** {@return what the pickles so far refer to outside of themselves, in the order of the file} */
    public List<PersistentId> persistentIds() {
        return Collections.unmodifiableList(persistentIds);
    }

    /**
     * Reads the next pickle.
     *
     * @return what it makes
     * @throws PickleException if it breaks a rule or a limit
     * @throws EOFException if it has no end
     * @throws IOException if the stream fails
     */
    public Object next() throws IOException, PickleException {
        PickleMachine machine = new PickleMachine(input, budget, persistentIds);
        while (true) {
            long at = input.position();
            int code = input.unsignedByte();
            try {
                budget.countOpcode();
                Opcode opcode = Opcode.of(code);
                if (opcode == Opcode.STOP) {
                    return machine.result();
                }
                machine.execute(opcode);
            } catch (PickleException e) {
                throw new PickleException("at byte " + at + " it " + e.getMessage());
            } catch (CharacterCodingException e) {
                throw new PickleException("at byte " + at + " it has a text that cannot be decoded");
            }
        }
    }
}
