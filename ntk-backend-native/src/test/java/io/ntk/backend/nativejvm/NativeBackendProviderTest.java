package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import java.util.Map;
import java.util.ServiceLoader;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class NativeBackendProviderTest {
    private final NativeBackendProvider provider = new NativeBackendProvider();

    private String engine(Map<String, String> settings) {
        try (AutodiffBackend backend = provider.create(BackendOptions.defaults().withSettings(settings))) {
            return backend.engine();
        }
    }

    @Test
    void serviceLoaderFindsIt() {
        assertThat(ServiceLoader.load(BackendProvider.class)).hasAtLeastOneElementOfType(NativeBackendProvider.class);
    }

    /** Fails where the fallback ran: every machine that builds has OpenBLAS among its dependencies. */
    @Test
    void openBlasRunsUnlessAskedOtherwise() {
        assertThat(engine(Map.of())).matches("OpenBLAS \\d+\\.\\d+\\.\\d+");
        assertThat(engine(Map.of("blas", "auto"))).isEqualTo(engine(Map.of()));
        assertThat(engine(Map.of("blas", "openblas"))).isEqualTo(engine(Map.of()));
    }

    /** It would do so for nd4j too, which makes many small ones. */
    @Test
    void javaCppReadsNoFileOfTheSystemAtEveryAllocation() {
        engine(Map.of("blas", "openblas"));
        assertThat(Pointer.maxPhysicalBytes()).isZero();
    }

    @Test
    void ejmlRunsWhereAskedAndDoesNotBlameOpenBlas() {
        assertThat(engine(Map.of("blas", "ejml"))).isEqualTo("EJML (pure Java)");
    }

    @Test
    void unknownSettingsAreRefused() {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> engine(Map.of("blas", "ejml", "device", "gpu")))
                .withMessage("Backend 'native' has no setting 'device'. Known are: blas.")
                .returns(ErrorId.CONFIGURATION, NtkException::id);
    }

    @Test
    void unknownLibrariesAreRefused() {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> engine(Map.of("blas", "mkl")))
                .withMessage("Setting 'blas' of backend 'native' is 'mkl'. Known are: auto, openblas, ejml.")
                .returns(ErrorId.CONFIGURATION, NtkException::id);
    }
}
