package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.estimators.linalg.ThinQr;
import io.ntk.runtime.model.ProblemSizes;
import java.util.concurrent.TimeUnit;
import org.ejml.data.DMatrixRMaj;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Times the operations of estimators on blocks, apart from operator products. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set up before each trial
public class BlockBenchmark {
    /** The engine. */
    @Param({"native", "djl", "nd4j"})
    public String backend;

    /** Trials, steps, hidden units and inputs. */
    @Param("100,10,128,3")
    public String size;

    /** The columns of the blocks. */
    @Param("50")
    public int samples;

    /** The precision. */
    @Param("float32")
    public String precision;

    private Subject subject;
    private MultiVector signs;
    private MultiVector normals;
    private long seed;

    /** Draws two blocks. */
    @Setup
    public void prepare() {
        subject = new Subject(backend, "rnn", ProblemSizes.parse(size), Precision.parse(precision));
        signs = subject.probes(samples);
        normals = subject.before().observationSpace().probes(ProbeDistribution.GAUSSIAN, 1, 0, samples);
    }

    /** Frees the blocks and the linearizations. */
    @TearDown
    public void release() {
        signs.close();
        normals.close();
        subject.close();
    }

    /** Draws Rademacher probes. */
    @Benchmark
    public void rademacher() {
        signs.fill(ProbeDistribution.RADEMACHER, seed++, 0);
    }

    /** Draws Gaussian probes. */
    @Benchmark
    public void gaussian() {
        normals.fill(ProbeDistribution.GAUSSIAN, seed++, 0);
    }

    /** {@return all inner products of two blocks} */
    @Benchmark
    public DMatrixRMaj gram() {
        return normals.gram(signs);
    }

    /** {@return the inner products of an alignment} */
    @Benchmark
    public double[][] pairDots() {
        return normals.pairDots(signs);
    }

    /** {@return the rank of an orthonormal basis} */
    @Benchmark
    public int orthonormalization() {
        try (ThinQr factors = ThinQr.of(normals)) {
            return factors.rank();
        }
    }
}
