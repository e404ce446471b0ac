package io.ntk.api.spi;

/**
 * Whether a backend can run here.
 *
 * @param available whether it can
 * @param reason if not, a sentence that says why; otherwise empty
 * @param remedy if not, a sentence that says what to do; otherwise empty
 */
public record Availability(boolean available, String reason, String remedy) {
    /** {@return the answer of a backend that can run} */
    public static Availability yes() {
        return new Availability(true, "", "");
    }

    /**
     * {@return the answer of a backend that cannot run}
     *
     * @param reason a sentence
     * @param remedy a sentence
     */
    public static Availability no(String reason, String remedy) {
        return new Availability(false, reason, remedy);
    }
}
