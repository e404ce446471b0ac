package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.BackendOptions;
import io.ntk.runtime.NtkRuntime;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

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

    @Test
    void lessThanOnePartitionIsRefused() {
        SparkCluster cluster = new SparkCluster(LocalSpark.jobs());
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
