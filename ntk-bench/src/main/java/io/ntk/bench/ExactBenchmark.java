package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.estimators.exact.ExactNtk;
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

/** Times the exact alignment. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
@SuppressWarnings("NullAway.Init") // set up before each trial
public class ExactBenchmark {
    /** The cell. */
    @Param({"rnn", "gru", "lstm"})
    public String cell;

    /** Trials, steps, hidden units and inputs. */
    @Param("20,10,64,3")
    public String size;

    /** The precision of the linearization; the sums are in float64. */
    @Param("float64")
    public String precision;

    private Subject subject;

    /** Linearizes two models. */
    @Setup
    public void prepare() {
        subject = new Subject("native", cell, ProblemSizes.parse(size), Precision.parse(precision));
    }

    /** Frees the linearizations. */
    @TearDown
    public void release() {
        subject.close();
    }

    /** {@return the alignment} */
    @Benchmark
    public double alignment() {
        long memory = subject.runtime().configuration().memoryLimit();
        return new ExactNtk(memory).alignment(subject.before(), subject.after()).value();
    }
}
