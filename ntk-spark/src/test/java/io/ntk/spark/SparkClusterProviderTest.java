package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.BackendOptions;
import io.ntk.runtime.NtkRuntime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkClusterProviderTest {
    @Test
    void aMasterThatIsNoneIsRefused() {
        try (NtkRuntime runtime = NtkRuntime.create()) {
            NtkException refusal = catchThrowableOfType(
                    NtkException.class, () -> runtime.clusters().connect("lokal[2]"));
            assertThat(refusal.id()).isEqualTo(ErrorId.INVALID_ARGUMENT);
            assertThat(refusal.problem()).contains("'lokal[2]'");
        }
    }

    @Test
    void aMasterThatSparkRefusesIsRefusedInOneSentence() {
        LocalSpark.jobs();
        NtkException refusal =
                catchThrowableOfType(NtkException.class, () -> new SparkClusterProvider().connect("local[x]"));
        assertThat(refusal.id()).isEqualTo(ErrorId.BACKEND_UNAVAILABLE);
        assertThat(refusal.getMessage()).contains("local[x]").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spark://127.0.0.1:1", "spark://127.0.0.1:1,127.0.0.1:2", "spark://no-such-host.invalid:7077"})
    @Timeout(25)
    void aDeadMasterIsToldInOneSentence(String master) {
        NtkException refusal =
                catchThrowableOfType(NtkException.class, () -> new SparkClusterProvider().connect(master));
        assertThat(refusal.id()).isEqualTo(ErrorId.BACKEND_UNAVAILABLE);
        assertThat(refusal.problem())
                .isEqualTo("The Spark master " + master + " does not answer: nothing there takes connections.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark://", "spark://host", "spark://host:99999", "spark://a b:1", "spark://h:1,"})
    void anAddressThatIsNoneIsRefused(String master) {
        NtkException refusal =
                catchThrowableOfType(NtkException.class, () -> new SparkClusterProvider().connect(master));
        assertThat(refusal.id()).isEqualTo(ErrorId.INVALID_ARGUMENT);
        assertThat(refusal.problem()).contains("'" + master + "'");
    }

    /** What listens there is no master: it takes the connection and never answers. */
    @Test
    @Timeout(60)
    void aMuteMasterIsToldWithinHalfAMinute(@TempDir Path folder) throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String master = "spark://127.0.0.1:" + mute.getLocalPort();
            long start = System.nanoTime();
            try (JavaProcess driver = JavaProcess.start(
                    folder, "driver", Map.of(), List.of("-Xmx512m"), ConnectedDriver.class.getName(), master)) {
                assertThat(driver.after("refused"))
                        .isEqualTo("BACKEND_UNAVAILABLE The Spark master " + master
                                + " does not answer: it did not accept the application within 20 s.");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void lessThanOnePartitionIsRefused(@TempDir Path folder) {
        SparkCluster cluster = new SparkCluster(LocalSpark.jobs(), LocalFolders.in(List.of(folder.toString())));
        try (NtkRuntime runtime = NtkRuntime.create()) {
            NtkException refusal = catchThrowableOfType(
                    NtkException.class,
                    () -> cluster.backend(
                            runtime.backends().all().get("native").provider(),
                            BackendOptions.defaults(),
                            OptionalInt.of(0)));
            assertThat(refusal.id()).isEqualTo(ErrorId.INVALID_ARGUMENT);
        }
    }
}
