package io.ntk.io.pickle;

/**
 * Bytes, a long string or a large whole number, left where they stand in the pickle.
 *
 * @param start the offset of the first byte in the stream of the {@link PickleReader}
 * @param length the number of bytes in the stream
 * @param coding how they are written
 */
public record Blob(long start, long length, Coding coding) {}
