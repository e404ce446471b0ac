package io.ntk.cli;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Locale;

/** Which memory ran out, of the several kinds for which Java has the one error. */
final class MemoryShortage {
    private static final String LESS = "use --memory, fewer --samples or smaller inputs.";

    private MemoryShortage() {}

    /** {@return the refusal that tells a user of the memory that Java was refused} */
    static NtkException of(OutOfMemoryError error) {
        String said = String.valueOf(error.getMessage());
        String lower = said.toLowerCase(Locale.ROOT);
        if (error.getMessage() == null || lower.contains("java heap space") || lower.contains("gc overhead")) {
            return refusal(
                    "The Java heap of " + Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB is full.",
                    "Give it more with NTK_JAVA_OPTS=-Xmx16g, or " + LESS,
                    error);
        }
        if (lower.contains("native thread")) {
            return refusal(
                    "The system lets this process start no more threads (" + said + ").",
                    "Use fewer --threads, or raise the limits of processes and memory, which 'ulimit -a' shows.",
                    error);
        }
        if (lower.contains("direct buffer memory")) {
            return refusal(
                    "The memory that Java may use outside its heap is full (" + said + ").",
                    "Give it more with NTK_JAVA_OPTS=-XX:MaxDirectMemorySize=16g, or " + LESS,
                    error);
        }
        return refusal(
                "Java was refused memory (" + said + ").",
                "Use a machine with more memory, or a higher limit, which 'ulimit -a' shows; or " + LESS,
                error);
    }

    private static NtkException refusal(String problem, String remedy, OutOfMemoryError cause) {
        return new NtkException(ErrorId.OUT_OF_MEMORY, problem, remedy, cause);
    }
}
