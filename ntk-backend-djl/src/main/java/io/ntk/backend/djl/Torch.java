package io.ntk.backend.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AddressSpace;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.NativeCache;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The PyTorch engine of this process: loaded once, offline. */
final class Torch {
    private static final String OFFLINE = "ai.djl.offline";
    private static final String REMEDY =
            "Put ai.djl.pytorch:pytorch-native-cpu:2.7.1 with this platform's classifier on the class path, or name a"
                    + " folder with the libraries of PyTorch 2.7.1 in PYTORCH_LIBRARY_PATH.";

    private Torch() {}

    /** Loads on first use. A class of its own, so that asking for a provider loads nothing. */
    private static final class Loaded {
        private static final @Nullable Engine ENGINE;
        private static final Availability AVAILABILITY;

        static {
            // Before the engine's classes load: they phone home and download natives otherwise. A user's own choice
            // stands.
            if (System.getProperty(OFFLINE) == null && System.getenv("DJL_OFFLINE") == null) {
                System.setProperty(OFFLINE, "true");
            }
            Engine engine = null;
            Availability availability = Availability.yes();
            try {
                NativeCache.use("djl", "ENGINE_CACHE_DIR", "DJL_CACHE_DIR");
                // By which DJL asks for CUDA.
                NativeCache.use("jna", "jna.tmpdir");
                engine = Engine.getEngine("PyTorch");
            } catch (NtkException e) {
                availability = Availability.no(e.problem(), e.remedy());
            } catch (RuntimeException | LinkageError | AssertionError e) {
                String why = describe(e);
                availability = Availability.no(
                        "PyTorch's native libraries did not load: " + why + ".",
                        AddressSpace.isWhy(why) ? AddressSpace.remedy() : REMEDY);
            }
            ENGINE = engine;
            AVAILABILITY = availability;
        }

        /** {@return the innermost cause, which says more than "failed to load"} */
        private static String describe(Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        }
    }

    static Availability availability() {
        return Loaded.AVAILABILITY;
    }

    /** {@return the engine, or throws {@link ErrorId#BACKEND_UNAVAILABLE} if it does not load} */
    static Engine engine() {
        Engine engine = Loaded.ENGINE;
        if (engine == null) {
            Availability no = availability();
            throw new NtkException(ErrorId.BACKEND_UNAVAILABLE, no.reason(), no.remedy());
        }
        return engine;
    }

    /** {@return an engine's failure as users see it: memory it could not get, by name; anything else unchanged} */
    static RuntimeException translate(EngineException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("out of memory") || message.contains("allocate memory")) {
            return new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "PyTorch could not get the memory it needs: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ".",
                    "Use fewer samples, a smaller batch, float32 or a machine with more memory.",
                    e);
        }
        return e;
    }
}
