package io.ntk.backend.nd4j;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.AbstractBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The running backend. One thing at a time: a graph of SameDiff serves one thread, and the number of threads that ND4J
 * uses is a setting of the process.
 */
final class Nd4jBackend extends AbstractBackend {
    private final BackendOptions options;
    private final Nd4jSettings settings;
    private final Nd4jEngine engine;
    private final Capabilities capabilities;
    private final GraphCache graphs = new GraphCache();
    private final BlockPool pool;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    Nd4jBackend(BackendOptions options, Nd4jSettings settings, Nd4jEngine engine, Capabilities capabilities) {
        this.options = options;
        this.pool = new BlockPool(options.memoryLimit());
        this.settings = settings;
        this.engine = engine;
        this.capabilities = capabilities;
    }

    @Override
    public String id() {
        return Nd4jBackendProvider.ID;
    }

    @Override
    public String engine() {
        return engine.describe(options.threads(), System.getenv("OMP_WAIT_POLICY"));
    }

    @Override
    public String differentiator() {
        return switch (settings.path()) {
            case BLOCKS -> "the step's linear program";
            case SAMEDIFF -> "SameDiff's gradient";
        };
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    protected Linearization linearizePlain(Problem problem) {
        Linearization[] result = new Linearization[1];
        exclusively(() -> {
            Differentiator differentiator = switch (settings.path()) {
                case BLOCKS -> new BlockDifferentiator(problem, pool, options);
                case SAMEDIFF -> new SameDiffDifferentiator(problem, graphs);
            };
            result[0] = new Nd4jLinearization(problem, this, differentiator);
        });
        return result[0];
    }

    /** Does something while no other thread uses the backend. */
    void exclusively(Runnable work) {
        afterwards(() -> {
            if (closed) {
                throw MultiVectors.closed("backend");
            }
            engine.useThreads(options.threads());
            try {
                work.run();
            } catch (OutOfMemoryError | RuntimeException e) {
                if (Storage.isOutOfMemory(e) && !(e instanceof NtkException)) {
                    throw Storage.outOfMemory("working storage", e);
                }
                throw e;
            }
        });
    }

    /** Does something when no other thread uses the backend, even if it was closed. */
    void afterwards(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected long workingStorage() {
        return options.workingStorage();
    }

    @Override
    protected VectorSpace space(IndexShape shape, Precision precision) {
        return new Nd4jVectorSpace(shape, precision, pool);
    }

    @Override
    public void close() {
        afterwards(() -> {
            closed = true;
            graphs.close();
            pool.close();
        });
    }
}
