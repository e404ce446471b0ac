package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.runtime.NtkRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallHeapTest {
    private static final long BLOCKS_OF_A_FEW_PROBES = 64L << 20;

    @TempDir
    private Path folder;

    @Test
    void blocksThatExceedTheHeapGoToDiskAndTheRunEndsWithTheSameNumber() throws IOException {
        try (JavaProcess driver = JavaProcess.start(
                folder,
                "driver",
                Map.of("SPARK_LOCAL_DIRS", folder.toString()),
                // This is about the smallest heap with which Spark starts.
                List.of("-Xmx520m"),
                SmallHeapAlignment.class.getName())) {
            String heap = driver.after("heap");
            assertThat(heap).as(driver.log()).isNotNull();
            assertThat(SmallHeapAlignment.bytes()).isGreaterThan(Long.parseLong(heap));
            String alignment = driver.after("alignment");
            assertThat(alignment).as(driver.log()).isNotNull();
            try (NtkRuntime runtime = NtkRuntime.create()) {
                assertThat(Double.parseDouble(alignment))
                        .isCloseTo(
                                SmallHeapAlignment.alignment(runtime.backend(), BLOCKS_OF_A_FEW_PROBES), within(1e-9));
            }
        }
    }
}
