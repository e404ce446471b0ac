package io.ntk.runtime.provider;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Engines that stay started for several runtimes, one after the other: whoever asks for one that is set up in the same way gets it
 * without waiting. The few that were asked for last are kept. Those of plug-ins are not, since their classes go with the plug-in.
 */
public final class KeptBackends implements AutoCloseable {
    private static final int MOST = 3;
    private static final float LOAD = 0.75f;

    private final Map<Backends.SetUp, AutodiffBackend> started = new LinkedHashMap<>(MOST, LOAD, true);

    /** Keeps none yet. */
    public KeptBackends() {}

    /**
     * {@return the configured backend, which its user may close without stopping it}
     *
     * @param backends those that the runtime has
     * @throws NtkException as {@link Backends#startConfigured}
     */
    public synchronized AutodiffBackend configured(Backends backends) {
        Backends.SetUp setUp = backends.configuredSetUp();
        if (!setUp.isOfProcess()) {
            return backends.startConfigured();
        }
        AutodiffBackend backend = started.get(setUp);
        if (backend == null) {
            backend = backends.startConfigured();
            started.put(setUp, backend);
            stopEldest();
        }
        return new LentBackend(backend);
    }

    private void stopEldest() {
        if (started.size() > MOST) {
            Iterator<AutodiffBackend> eldest = started.values().iterator();
            AutodiffBackend stopped = eldest.next();
            eldest.remove();
            stopped.close();
        }
    }

    /** Stops all of them. Later ones are started anew. */
    @Override
    public synchronized void close() {
        started.values().forEach(AutodiffBackend::close);
        started.clear();
    }
}
