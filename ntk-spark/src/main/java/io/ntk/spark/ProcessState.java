package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.provider.Backends;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The engines and linearizations of this process, which is an executor or a driver in local mode. This is the only
 * static state of ntk, because Spark offers tasks no other place that outlives them.
 *
 * <p>It is a cache. A missing linearization is made again from its specification, so a lost executor costs only time.
 * When all linearizations together exceed the engine's memory limit or a quarter of the heap, those that no task uses
 * are closed, the least recently used first. The rest of the heap is for blocks.
 */
final class ProcessState {
    private static final ProcessState OF_THIS_PROCESS = new ProcessState();

    /** An estimate of the doubles that a linearization stores for each state element and step. */
    private static final int DOUBLES_PER_STATE = 8;

    /** Linearizations may use the heap divided by this number; Spark itself uses six tenths of the heap for blocks. */
    private static final int HEAP_SHARE = 4;

    private final Map<EngineSpecification, AutodiffBackend> engines = new HashMap<>();
    private final LinkedHashMap<Key, Entry> linearizations = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(String session, long number, int shard) {}

    /** A linearization made on first use. The state's monitor guards all fields except {@code derivative}. */
    private static final class Entry {
        private @Nullable Linearization derivative;
        private long bytes;
        private int users;

        /** Opens the linearization. Other tasks of this shard wait meanwhile; tasks of other shards do not. */
        synchronized Linearization open(AutodiffBackend engine, Problem problem) {
            Linearization made = derivative;
            if (made == null) {
                made = engine.linearize(problem);
                derivative = made;
            }
            return made;
        }

        synchronized void close() {
            if (derivative != null) {
                derivative.close();
                derivative = null;
            }
        }
    }

    private ProcessState() {}

    static ProcessState get() {
        return OF_THIS_PROCESS;
    }

    /**
     * Applies a function to the linearization of a shard.
     *
     * @param problem the problem
     * @param shard the shard
     * @param use the function
     * @return the result of the function
     * @throws NtkException as {@link AutodiffBackend#linearize}, with the first trial of the shard
     */
    <T> T with(ShardedProblem problem, int shard, Function<Linearization, T> use) {
        Key key = new Key(problem.engine().session(), problem.number(), shard);
        AutodiffBackend engine = engine(problem.engine());
        Problem own = problem.shard(shard);
        Entry entry = acquire(key, own, problem.engine().memoryLimit());
        try {
            return use.apply(open(entry, engine, own, problem.shards().first(shard)));
        } finally {
            release(entry);
        }
    }

    /**
     * Applies a function to the linearization of the trials of two shards, which is not kept.
     *
     * @param problem the problem
     * @param first a shard
     * @param last another
     * @param use the function
     * @return the result of the function
     * @throws NtkException as {@link AutodiffBackend#linearize}
     */
    <T> T withBoth(ShardedProblem problem, int first, int last, Function<Linearization, T> use) {
        try (Linearization both = engine(problem.engine()).linearize(problem.shards(first, last))) {
            return use.apply(both);
        }
    }

    private static Linearization open(Entry entry, AutodiffBackend engine, Problem problem, int firstTrial) {
        try {
            return entry.open(engine, problem);
        } catch (NtkException e) {
            if (e.id() != ErrorId.NON_FINITE) {
                throw e;
            }
            throw new NtkException(
                    e.id(),
                    e.problem() + " That trial is counted from trial " + firstTrial
                            + " of the inputs, where its shard begins.",
                    e.remedy(),
                    e);
        }
    }

    /** {@return the engine, which is started on first use} */
    synchronized AutodiffBackend engine(EngineSpecification specification) {
        AutodiffBackend engine = engines.get(specification);
        if (engine == null) {
            engine = start(specification);
            engines.put(specification, engine);
        }
        return engine;
    }

    private static AutodiffBackend start(EngineSpecification specification) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? ProcessState.class.getClassLoader() : context;
        Backends backends = Backends.find(loader, Configuration.defaults());
        Found<BackendProvider> found = backends.all().get(specification.backend());
        if (found == null) {
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "An executor of the cluster has no backend '" + specification.backend() + "' on its class path.",
                    "Install its jar on the executors, or list it in the Spark property spark.jars.");
        }
        return found.provider().create(specification.options());
    }

    private synchronized Entry acquire(Key key, Problem problem, long memoryLimit) {
        Entry entry = linearizations.computeIfAbsent(key, unused -> new Entry());
        entry.users++;
        entry.bytes = bytes(problem);
        evict(memoryLimit);
        return entry;
    }

    private synchronized void release(Entry entry) {
        entry.users--;
    }

    private static long bytes(Problem problem) {
        long perStep = (long) DOUBLES_PER_STATE * problem.model().stateSize()
                + problem.inputs().size();
        return Double.BYTES
                * perStep
                * problem.inputs().trials()
                * problem.inputs().steps();
    }

    private void evict(long memoryLimit) {
        long most = Math.min(memoryLimit, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        long total =
                linearizations.values().stream().mapToLong(entry -> entry.bytes).sum();
        Iterator<Entry> eldest = linearizations.values().iterator();
        while (total > most && eldest.hasNext()) {
            Entry entry = eldest.next();
            if (entry.users == 0) {
                eldest.remove();
                total -= entry.bytes;
                entry.close();
            }
        }
    }

    /** {@return the number of cached linearizations} */
    synchronized int kept() {
        return linearizations.size();
    }

    /** Closes the linearizations of a problem that no task is using. */
    synchronized void close(String session, long number) {
        close(key -> key.session().equals(session) && key.number() == number);
    }

    /** Closes all linearizations and engines of a session, after its last task. */
    void closeSession(String session) {
        List<AutodiffBackend> closing = new ArrayList<>();
        synchronized (this) {
            close(key -> key.session().equals(session));
            engines.entrySet().removeIf(entry -> {
                boolean mine = entry.getKey().session().equals(session);
                if (mine) {
                    closing.add(entry.getValue());
                }
                return mine;
            });
        }
        closing.forEach(AutodiffBackend::close);
    }

    private void close(Predicate<Key> which) {
        linearizations.entrySet().removeIf(entry -> {
            boolean closing = which.test(entry.getKey()) && entry.getValue().users == 0;
            if (closing) {
                entry.getValue().close();
            }
            return closing;
        });
    }
}
