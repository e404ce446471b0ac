package io.ntk.backend.djl;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Capabilities.Feature;
import java.util.EnumSet;
import java.util.Map;

/**
 * PyTorch, on a CPU or a CUDA device, through the Deep Java Library.
 *
 * <p>Its settings:
 *
 * <ul>
 *   <li>{@code device}: {@code cpu}, the default, {@code gpu}, or {@code gpu:N} for a certain one. Blocks of vectors stay
 *       on the device.
 *   <li>{@code derivatives}: {@code autograd} gives each vector a backward pass of its own; {@code sweeps} takes a block
 *       through time at once, with local derivatives by autograd; {@code auto}, the default, uses autograd for single
 *       vectors and sweeps for more.
 * </ul>
 *
 * <p>The natives that come with this module are those of the platform that built it ({@code djl.platform}: {@code linux-x86_64},
 * {@code linux-aarch64}, {@code osx-aarch64} or {@code win-x86_64}); on another, add {@code ai.djl.pytorch:pytorch-native-cpu}
 * with that classifier. For CUDA, install PyTorch 2.7.1 for CUDA 12.8, and start the JVM with {@code PYTORCH_LIBRARY_PATH}
 * naming its {@code torch/lib} folder, {@code PYTORCH_VERSION=2.7.1} and {@code PYTORCH_FLAVOR=cu128}; the tests have
 * run on CPUs only.
 *
 * <p>Nothing is downloaded: the natives come from the class path, or from the folder that the environment variable
 * {@code PYTORCH_LIBRARY_PATH} names. They are unpacked below {@code ENGINE_CACHE_DIR} or {@code DJL_CACHE_DIR}
 * (environment variables or system properties), by default in a {@link io.ntk.api.spi.NativeCache}. DJL is switched offline,
 * which also keeps it from phoning home, unless {@code ai.djl.offline} says otherwise. On a busy machine set the environment
 * variable {@code OMP_WAIT_POLICY=PASSIVE} before the JVM starts: PyTorch's threads spin while they wait otherwise.
 */
public final class DjlBackendProvider implements BackendProvider {
    static final String ID = "djl";
    static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(Feature.REVERSE_MODE, Feature.FORWARD_MODE, Feature.PROPAGATION),
            EnumSet.allOf(Precision.class));

    public DjlBackendProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "PyTorch 2.7.1 by DJL 0.36.0";
    }

    @Override
    public Availability availability() {
        return Torch.availability();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Map<String, String> independentSettings() {
        return Map.of("derivatives", "autograd");
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        return new DjlBackend(new DjlEngine(Settings.of(options)));
    }
}
