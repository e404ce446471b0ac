package io.ntk.api.spi;

/** An engine that differentiates recurrent models. Safe for use from several threads. */
public interface AutodiffBackend extends AutoCloseable {
    /** {@return the id of its provider} */
    String id();

    /** {@return what really runs, found out by asking it: for instance the BLAS and its kernel} */
    String engine();

    /** {@return where it computes: {@code cpu}, or a GPU} */
    default String device() {
        return "cpu";
    }

    /** {@return by what it differentiates as it is set up, in a few words, such as {@code PyTorch's autograd}} */
    default String differentiator() {
        return "its own rules";
    }

    /** {@return what it can do} */
    Capabilities capabilities();

    /**
     * Runs a model on its inputs and prepares its derivative there.
     *
     * @param problem the model, its parameters, the inputs, and what to differentiate with respect to what
     * @return the derivative; the caller closes it
     * @throws io.ntk.api.NtkException {@code CAPABILITY_MISSING} if the backend cannot do what is asked,
     *     {@code NON_FINITE} with the trial and step at which the states leave the finite numbers, {@code OUT_OF_MEMORY}
     *     with the bytes needed, {@code CLOSED} after {@link #close}
     */
    Linearization linearize(Problem problem);

    /** Frees what the backend holds. Linearizations must be closed before. Closing twice is harmless. */
    @Override
    void close();
}
