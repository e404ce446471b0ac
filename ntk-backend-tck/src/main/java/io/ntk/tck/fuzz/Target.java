package io.ntk.tck.fuzz;

import io.ntk.api.NtkException;
import java.util.List;

/** Something that reads what users give it. */
public interface Target {
    /** {@return inputs that are understood, from which damaged ones are made} */
    List<byte[]> corpus();

    /** {@return words that the format knows, or should refuse} */
    List<String> words();

    /**
     * {@return the bytes that reading an input may allocate}
     *
     * @param input the input
     */
    long allowedBytes(byte[] input);

    /**
     * Reads an input whole.
     *
     * @param input the input
     * @throws NtkException if it is refused
     * @throws Exception if the target is at fault
     */
    void read(byte[] input) throws Exception;
}
