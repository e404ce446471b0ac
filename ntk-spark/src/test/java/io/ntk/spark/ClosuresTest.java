package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** That executors are sent specifications and the id of a backend, and neither engines nor what they made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClosuresTest {
    private static final int SHARDS = 9;

    private final NtkRuntime runtime = NtkRuntime.create();
    private final AutodiffBackend backend = new SparkBackend(
            LocalSpark.jobs(),
            runtime.backends().all().get("native").provider(),
            BackendOptions.defaults().withThreads(1),
            OptionalInt.of(SHARDS));

    @AfterAll
    void stop() {
        backend.close();
        runtime.close();
    }

    private static BeforeAfter pair(int trials) {
        return SmallProblems.pair("gru", trials, 4, 2, 3, Precision.FLOAT64);
    }

    /** Of a run, those of ntk; elements of blocks and of numbers are Java's own. */
    private static Set<String> ours(Set<String> names) {
        Set<String> ours = new TreeSet<>(names);
        ours.removeIf(name -> !name.startsWith("io.ntk."));
        return ours;
    }

    @Test
    void tasksConsistOfSpecifications() {
        try (Deserialized read = Deserialized.record();
                Linearization before = backend.linearize(pair(20).before());
                Linearization after = backend.linearize(pair(20).after());
                MultiVector states = after.observationSpace().probes(ProbeDistribution.GAUSSIAN, 1, 0, 3);
                MultiVector parameters = after.parameterSpace().probes(ProbeDistribution.GAUSSIAN, 1, 0, 3)) {
            EstimatorOptions options = EstimatorOptions.samples(12).withSeed(1);
            runtime.estimators().defaultAlignment().estimate(Kernel.of(before), Kernel.of(after), options);
            states.update(-1, states, states.gram(states), 1);
            states.scaleColumns(states.dots(states));
            before.propagation().times(states).close();
            before.propagation().adjoint().times(states).close();
            before.oneStepJacobian().times(parameters).close();
            before.observations();
            assertThat(read.names()).as("closures were read at all").contains("java.lang.invoke.SerializedLambda");
            assertThat(ours(read.names()))
                    .contains(EngineSpecification.class.getName(), ShardedProblem.class.getName())
                    .isSubsetOf(
                            EngineSpecification.class.getName(),
                            ShardedProblem.class.getName(),
                            Shards.class.getName(),
                            Factor.class.getName(),
                            Precision.class.getName(),
                            ProbeDistribution.class.getName(),
                            Block.class.getName(),
                            "io.ntk.spark.OrderedSum$ByNode");
            assertThat(read.names()).noneMatch(name -> name.startsWith("com.google.inject"));
        }
    }

    @Test
    void whatIsBroadcastIsTheCellItsParametersAndTheInputs() throws IOException, ClassNotFoundException {
        Problem problem = pair(20).after();
        Shards shards = new Shards(20, SHARDS);
        try (Deserialized read = Deserialized.record()) {
            ProblemSpecification common = (ProblemSpecification) copy(ProblemSpecification.of(problem));
            ShardInputs inputs =
                    (ShardInputs) copy(ShardInputs.divide(problem, shards).get(1));
            Set<String> ours = ours(read.names());
            assertThat(ours.removeIf(name -> name.startsWith("io.ntk.cells.")))
                    .as("the equations were sent")
                    .isTrue();
            assertThat(ours)
                    .isSubsetOf(
                            ProblemSpecification.class.getName(),
                            ShardInputs.class.getName(),
                            "io.ntk.api.model.Observable",
                            Precision.class.getName());
            Problem shard = common.on(inputs);
            assertThat(shard.parameters().toArray())
                    .isEqualTo(problem.parameters().toArray());
            assertThat(shard.inputs().trials()).isEqualTo(shards.size(1));
        }
    }

    @Test
    void tasksAreAsSmallForManyTrialsAsForFew() throws IOException {
        try (Linearization few = backend.linearize(pair(20).after());
                Linearization many = backend.linearize(pair(2000).after())) {
            int least = bytes(((ShardedLinearization) few).sharded()).length;
            assertThat(bytes(((ShardedLinearization) many).sharded()).length)
                    .isLessThan(10_000)
                    .isEqualTo(least);
        }
    }

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object copy(Object object) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(object)))) {
            return in.readObject();
        }
    }
}
