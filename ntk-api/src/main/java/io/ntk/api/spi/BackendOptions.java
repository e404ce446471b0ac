package io.ntk.api.spi;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a user configures about a backend.
 *
 * @param threads how many threads it may use, at least 1; more than {@link #mostThreads} are lowered to it
 * @param memoryLimit how many bytes the working storage of one operator application may take beyond its argument and
 *     result; blocks that would need more are processed in chunks of columns. At least 1
 * @param settings the backend's own settings, by key, such as {@code device}; unknown keys are refused
 */
public record BackendOptions(int threads, long memoryLimit, Map<String, String> settings) {
    /** So that a result of a large machine can be had to the last bit on a small one. */
    private static final int MOST_THREADS = 64;

    private static final int MOST_THREADS_OF_A_PROCESSOR = 4;

    private static final long DEFAULT_MEMORY = 2L << 30;

    /** What an engine was seen to take beside the arrays of a product: tables of blocks, packed matrices, compiled code. */
    private static final long MOST_BESIDE_ARRAYS = 32 << 20;

    /**
     * Copies the settings.
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if there is less than one thread or one byte
     */
    public BackendOptions {
        requirePositive("number of threads", threads);
        requirePositive("memory limit in bytes", memoryLimit);
        threads = Math.min(threads, mostThreads());
        settings = Map.copyOf(settings);
    }

    /** {@return 64, or four for each processor where that is more} More gain nothing, and thousands take minutes to share a small problem. */
    public static int mostThreads() {
        return Math.max(
                MOST_THREADS, MOST_THREADS_OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors());
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The " + what + " of a backend is " + value + ".", "Give at least 1.");
        }
    }

    /**
     * {@return all processors, no settings, and 2 GiB, or the maximal size of the Java heap where that is less: Java takes a quarter of
     * what the machine or its container has, so that twice the limit, the heap and the libraries fit a small one too}
     */
    public static BackendOptions defaults() {
        Runtime runtime = Runtime.getRuntime();
        return new BackendOptions(
                runtime.availableProcessors(), Math.min(DEFAULT_MEMORY, runtime.maxMemory()), Map.of());
    }

    /**
     * {@return the bytes of arrays that an operator application should stay within where it can choose: the memory limit, less what an
     * engine takes beside arrays, at most 32 MiB or half of the limit}
     */
    public long workingStorage() {
        return memoryLimit - Math.min(MOST_BESIDE_ARRAYS, memoryLimit / 2);
    }

    /**
     * {@return how many columns an operator application may work on at a time, at least 1}
     *
     * @param bytes the working storage that each of them needs
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if one needs more than the memory limit
     */
    public long columnsAtATime(long bytes) {
        requireRoom(bytes);
        return Math.max(1, workingStorage() / bytes);
    }

    /**
     * Refuses an operator application that cannot be divided.
     *
     * @param bytes the working storage that one column needs
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if that is more than the memory limit
     */
    public void requireRoom(long bytes) {
        if (bytes > memoryLimit) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "One column needs " + bytes + " bytes of working storage, but the limit is " + memoryLimit + ".",
                    "Raise the memory limit to at least " + bytes + " bytes.");
        }
    }

    /**
     * {@return these options with that many threads}
     *
     * @param count at least 1
     */
    public BackendOptions withThreads(int count) {
        return new BackendOptions(count, memoryLimit, settings);
    }

    /**
     * {@return these options with that memory limit}
     *
     * @param bytes at least 1
     */
    public BackendOptions withMemoryLimit(long bytes) {
        return new BackendOptions(threads, bytes, settings);
    }

    /**
     * {@return these options with those backend settings}
     *
     * @param values by key
     */
    public BackendOptions withSettings(Map<String, String> values) {
        return new BackendOptions(threads, memoryLimit, values);
    }

    /**
     * Refuses settings that a backend does not have.
     *
     * @param backend its id, for the message
     * @param known the keys of its settings; none if it has none
     * @throws NtkException {@link ErrorId#CONFIGURATION} naming the first unknown setting, in alphabetical order
     */
    public void requireKnown(String backend, String... known) {
        List<String> keys = List.of(known);
        for (String key : new TreeSet<>(settings.keySet())) {
            if (!keys.contains(key)) {
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "Backend '" + backend + "' has no setting '" + key + "'.",
                        keys.isEmpty() ? "It has no settings; leave it out." : ClosestName.remedy(key, keys));
            }
        }
    }

    /**
     * The value of a setting that is one of a few words: the constants of an enumeration, in lower case.
     *
     * @param <E> the enumeration
     * @param backend the backend's id, for the message
     * @param key the setting
     * @param byDefault what stands where the setting is not given
     * @return the constant
     * @throws NtkException {@link ErrorId#CONFIGURATION} for any other word
     */
    public <E extends Enum<E>> E choice(String backend, String key, E byDefault) {
        String value = settings.get(key);
        if (value == null) {
            return byDefault;
        }
        Map<String, E> choices = new LinkedHashMap<>();
        for (E constant : byDefault.getDeclaringClass().getEnumConstants()) {
            choices.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        E choice = choices.get(value);
        if (choice == null) {
            throw new NtkException(
                    ErrorId.CONFIGURATION,
                    "Setting '" + key + "' of backend '" + backend + "' is '" + value + "'.",
                    ClosestName.remedy(value, choices.keySet()));
        }
        return choice;
    }
}
