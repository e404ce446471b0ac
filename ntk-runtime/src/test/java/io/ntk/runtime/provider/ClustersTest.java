package io.ntk.runtime.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import org.junit.jupiter.api.Test;

class ClustersTest {
    @Test
    void withoutAProviderTheMasterAndWhatToAddAreNamed() {
        Clusters clusters = Clusters.find(ClustersTest.class.getClassLoader());
        NtkException refusal = catchThrowableOfType(NtkException.class, () -> clusters.connect("local[2]"));
        assertThat(refusal.id()).isEqualTo(ErrorId.BACKEND_UNAVAILABLE);
        assertThat(refusal.getMessage()).contains("local[2]").contains("ntk-spark");
    }
}
