package io.ntk.tck.fuzz;

import io.ntk.api.NtkException;
import java.util.List;
import java.util.SplittableRandom;

/** Something that reads what users give it. */
public interface Target {
    /** {@return inputs that are understood, from which damaged ones are made} */
    List<byte[]> corpus();

    /** {@return words that the format knows, or should refuse} */
    List<String> words();

    /**
     * {@return the bytes that reading an input may allocate} What was allocated, and is no longer used, counts too.
     *
     * @param input the last input that was read
     */
    long allowedBytes(byte[] input);

    /**
     * Damages an input as only someone who knows the format could, such as a length that no longer fits what follows.
     *
     * @param input the input
     * @param random decides how
     * @return the damaged input, or the input itself, which then is damaged like any bytes
     */
    default byte[] damaged(byte[] input, SplittableRandom random) {
        return input;
    }

    /**
     * Reads an input whole.
     *
     * @param input the input
     * @throws NtkException if it is refused
     * @throws Exception if the target is at fault
     */
    void read(byte[] input) throws Exception;
}
