package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.runtime.NtkModule;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.config.Surroundings;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** A runtime for each way in which engines differentiate, made when it is first wanted. */
final class WayRuntimes implements AutoCloseable {
    private final Map<Way, NtkRuntime> runtimes = new EnumMap<>(Way.class);

    /**
     * {@return the runtime of a way}
     *
     * @param folder that of the user and of the process, without configuration
     */
    NtkRuntime of(Way way, Path folder) {
        return runtimes.computeIfAbsent(way, any -> create(way, folder));
    }

    private static NtkRuntime create(Way way, Path folder) {
        Map<String, String> options = new HashMap<>(Map.of(Configuration.BACKEND, way.backend()));
        way.settings().forEach((key, value) -> options.put(way.backend() + "." + key, value));
        Surroundings none = new Surroundings(Map.of(), Map.of(), folder, folder);
        NtkRuntime runtime = NtkRuntime.create(new NtkModule(options, none, WayRuntimes.class.getClassLoader()));
        assertThat(runtime.configuration().backendOptions(way.backend()).settings())
                .as("or else this would be another way")
                .isEqualTo(way.settings());
        return runtime;
    }

    @Override
    public void close() {
        runtimes.values().forEach(NtkRuntime::close);
    }
}
