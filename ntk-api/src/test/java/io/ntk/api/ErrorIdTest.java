package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorIdTest {
    /** Scripts rely on these: a code that changes or goes breaks them. */
    @Test
    void codesAreStable() {
        assertThat(Arrays.stream(ErrorId.values()).map(ErrorId::code))
                .containsExactlyInAnyOrder(
                        "file-not-found",
                        "file-unreadable",
                        "file-unwritable",
                        "file-format",
                        "array-not-found",
                        "unsupported-dtype",
                        "shape-mismatch",
                        "non-finite",
                        "invalid-argument",
                        "unknown-cell",
                        "unknown-backend",
                        "unknown-estimator",
                        "unknown-parameter",
                        "backend-unavailable",
                        "duplicate-provider",
                        "broken-provider",
                        "capability-missing",
                        "operator-property",
                        "space-mismatch",
                        "out-of-memory",
                        "closed",
                        "configuration",
                        "cell-definition",
                        "numerical-failure",
                        "disagreement");
    }
}
