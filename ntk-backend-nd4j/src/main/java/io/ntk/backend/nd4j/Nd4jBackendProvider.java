package io.ntk.backend.nd4j;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AddressSpace;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Capabilities.Feature;
import java.util.Map;
import java.util.Set;

/**
 * The backend {@code nd4j}: ND4J on the CPU.
 *
 * <p>Its setting {@code path} chooses how. {@code blocks}, the default, moves all vectors of a block at once through the
 * linear program of a step ({@code io.ntk.program}), which the native engine runs too, in ND4J's array operations.
 * {@code samediff} hands each vector to SameDiff: the gradient of the inner product of the states with the vector for
 * products with Jᵀ, a graph of pairs (value, tangent) for products with J. It is many times slower, the more so the more steps
 * there are, and its gradient shares no derivative rule with any other engine of ours.
 *
 * <p>Set {@code OMP_WAIT_POLICY=PASSIVE} in the environment before the Java virtual machine starts: ND4J's threads
 * otherwise spin while they wait, which costs two orders of magnitude on a busy machine. The number of threads is a
 * setting of the process: each application sets that of its own backend. Needs the class path, not the module path.
 */
public final class Nd4jBackendProvider implements BackendProvider {
    static final String ID = "nd4j";

    private static final Capabilities CAPABILITIES = new Capabilities(
            Set.of(Feature.REVERSE_MODE, Feature.FORWARD_MODE, Feature.PROPAGATION),
            Set.of(Precision.FLOAT32, Precision.FLOAT64));

    public Nd4jBackendProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "SameDiff, ND4J " + Nd4jEngine.version();
    }

    @Override
    public Availability availability() {
        return Nd4jEngine.load().availability();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Map<String, String> independentSettings() {
        return Map.of("path", "samediff");
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        Nd4jSettings settings = Nd4jSettings.parse(options);
        Nd4jEngine engine = Nd4jEngine.load();
        Availability availability = engine.availability();
        if (!availability.available()) {
            throw new NtkException(ErrorId.BACKEND_UNAVAILABLE, availability.reason(), availability.remedy());
        }
        AddressSpace.ofProcess()
                .require(
                        "ND4J's OpenBLAS with " + options.threads() + " threads",
                        options.threads() * AddressSpace.OPENBLAS_BUFFER);
        return new Nd4jBackend(options, settings, engine, CAPABILITIES);
    }
}
