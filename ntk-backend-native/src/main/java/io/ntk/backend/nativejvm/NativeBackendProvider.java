package io.ntk.backend.nativejvm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import java.util.EnumSet;

/**
 * The default backend: traces a cell once and runs its derivative and the transpose on blocks of vectors, with OpenBLAS
 * for products, or EJML where OpenBLAS cannot be loaded.
 *
 * <p>Its one setting is {@code blas}: {@code openblas} refuses to run without OpenBLAS, {@code ejml} does without it,
 * {@code auto}, the default, takes what there is and says so in {@link AutodiffBackend#engine()}.
 */
public final class NativeBackendProvider implements BackendProvider {
    static final String ID = "native";
    static final Capabilities CAPABILITIES =
            new Capabilities(EnumSet.allOf(Capabilities.Feature.class), EnumSet.allOf(Precision.class));
    private static final String BLAS = "blas";

    /** What the setting may be. */
    private enum Library {
        AUTO,
        OPENBLAS,
        EJML
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "traced programs in Java; products by OpenBLAS, or EJML where that cannot be loaded";
    }

    @Override
    public Availability availability() {
        return Availability.yes();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        options.requireKnown(ID, BLAS);
        Blas blas = blas(options.choice(ID, BLAS, Library.AUTO), options.threads());
        return new NativeBackend(
                new Engine(blas, new Workers(options.threads()), new MemoryPool(blas, options.memoryLimit()), options));
    }

    private static Blas blas(Library choice, int threads) {
        if (choice != Library.EJML) {
            OpenBlas.requireRoom(threads);
        }
        return switch (choice) {
            case AUTO -> {
                try {
                    yield OpenBlas.load(threads);
                } catch (LinkageError | NtkException e) {
                    yield EjmlBlas.fallback();
                }
            }
            case OPENBLAS -> {
                try {
                    yield OpenBlas.load(threads);
                } catch (LinkageError e) {
                    throw new NtkException(
                            ErrorId.BACKEND_UNAVAILABLE,
                            "OpenBLAS could not be loaded: " + e.getMessage() + ".",
                            "Add the natives of this platform to the class path, or set ntk.native.blas to ejml.",
                            e);
                }
            }
            case EJML -> EjmlBlas.asked();
        };
    }
}
