package io.ntk.backend.nd4j;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AddressSpace;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.JavaCppSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J itself, loaded once in a process by whoever asks for it first. */
final class Nd4jEngine {
    private final @Nullable Throwable failure;

    Nd4jEngine(@Nullable Throwable failure) {
        this.failure = failure;
    }

    /** {@return the engine, loaded or not} */
    static Nd4jEngine load() {
        return Loaded.ENGINE;
    }

    /** Loads native code when it is first touched. */
    private static final class Loaded {
        static final Nd4jEngine ENGINE = start();

        private static Nd4jEngine start() {
            try (QuietOutput quiet = QuietOutput.forThisThread()) {
                JavaCppSettings.apply();
                AddressSpace.ofProcess().require("ND4J's OpenBLAS", 2 * AddressSpace.OPENBLAS_BUFFER);
                String backend =
                        Nd4j.getExecutioner().getEnvironmentInformation().getProperty("backend");
                return "CPU".equals(backend)
                        ? new Nd4jEngine(null)
                        : new Nd4jEngine(new IllegalStateException(
                                "ND4J chose its backend " + backend + ", and only nd4j-native is supported"));
            } catch (Exception | LinkageError e) {
                return new Nd4jEngine(e);
            }
        }
    }

    /** {@return the version of ND4J on the class path, found without loading it} */
    static String version() {
        try (InputStream stream =
                Nd4jEngine.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
            if (stream != null) {
                Properties properties = new Properties();
                properties.load(stream);
                return properties.getProperty("version", "of unknown version");
            }
        } catch (IOException e) {
            // The version is for people to read; its absence stops nothing.
        }
        return "of unknown version";
    }

    Availability availability() {
        Throwable cause = failure;
        if (cause == null) {
            return Availability.yes();
        }
        if (cause instanceof NtkException told) {
            return Availability.no(told.problem(), told.remedy());
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Availability.no(
                "ND4J did not start: " + root + ".",
                AddressSpace.isWhy(root.toString())
                        ? AddressSpace.remedy()
                        : "Put org.nd4j:nd4j-native with the natives of this platform (" + System.getProperty("os.name")
                                + ", " + System.getProperty("os.arch") + ") on the class path, not the module path.");
    }

    /** Sets how many threads ND4J uses, in the whole process. */
    void useThreads(int count) {
        Nd4j.factory().blas().setMaxThreads(count);
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(count);
    }

    /**
     * {@return what runs, asked of the engine}
     *
     * @param threads how many threads it may use
     * @param waiting the environment variable OMP_WAIT_POLICY, if set
     */
    String describe(int threads, @Nullable String waiting) {
        Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
        boolean spins = waiting == null || !waiting.equalsIgnoreCase("PASSIVE");
        return "ND4J " + version() + " on " + environment.getProperty("backend") + ", "
                + environment.getProperty("blas.vendor") + ", " + threads
                + (threads == 1 ? " thread" : " threads")
                + (spins && threads > 1 ? " (OMP_WAIT_POLICY is not PASSIVE: slow when the machine is busy)" : "");
    }
}
