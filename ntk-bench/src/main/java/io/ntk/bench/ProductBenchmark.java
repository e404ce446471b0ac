package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.runtime.model.ProblemSizes;
import java.util.concurrent.TimeUnit;
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

/** Times one application of the kernel to a block of probes, for each cell and engine. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set up before each trial
public class ProductBenchmark {
    /** The engine. */
    @Param({"native", "djl", "nd4j"})
    public String backend;

    /** The cell. */
    @Param({"rnn", "gru", "lstm"})
    public String cell;

    /** Trials, steps, hidden units and inputs. */
    @Param("100,10,128,3")
    public String size;

    /** The columns of the block. */
    @Param("50")
    public int samples;

    /** The precision. */
    @Param("float32")
    public String precision;

    private Subject subject;
    private MultiVector probes;

    /** Linearizes and draws the probes. */
    @Setup
    public void prepare() {
        subject = new Subject(backend, cell, ProblemSizes.parse(size), Precision.parse(precision));
        probes = subject.probes(samples);
    }

    /** Frees the probes and the linearizations. */
    @TearDown
    public void release() {
        probes.close();
        subject.close();
    }

    /** {@return the number of columns of Θ V} */
    @Benchmark
    public int product() {
        try (MultiVector product = subject.before().ntk().times(probes)) {
            return product.columns();
        }
    }
}
