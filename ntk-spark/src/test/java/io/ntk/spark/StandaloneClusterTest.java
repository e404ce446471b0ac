package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.runtime.NtkRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster on the loopback interface: a master, three workers with an executor each, a driver; eight processes. */
@DisabledOnOs(OS.WINDOWS)
class StandaloneClusterTest {
    /** Up to the end of the line, so that no line is read before all of it is written. */
    private static final Pattern MASTER_ADDRESS = Pattern.compile("Starting Spark master at (spark://\\S+)\\R");

    /** What Spark says of a task that it begins again. */
    private static final String LOST_TASK = "failed because while it was being computed, its executor exited";

    @TempDir
    private Path folder;

    private final List<JavaProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        // The driver is closed first, so that it ends the executors.
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
    }

    private JavaProcess start(String name, List<String> options, String... command) throws IOException {
        Map<String, String> environment = Map.of(
                // Workers take Spark's jars from there; here executors get the class path of this test instead.
                "SPARK_HOME",
                folder.resolve("home").toString(),
                "SPARK_SCALA_VERSION",
                "2.13",
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_LOCAL_DIRS",
                folder.resolve("spark").toString());
        JavaProcess process = JavaProcess.start(folder, name, environment, options, command);
        processes.add(process);
        return process;
    }

    private JavaProcess worker(String name, String master) throws IOException {
        String worker = "org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --port 0 --webui-port 0 --cores 1"
                + " --memory 640m --work-dir " + folder.resolve(name) + " " + master;
        return start(name, List.of("-Xmx256m"), worker.split(" ", -1));
    }

    /** The address of a new master, as it tells it: the system chooses the port, so that nobody takes it meanwhile. */
    private String master() throws IOException, InterruptedException {
        String master = "org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0";
        String tellsItsAddress = "-Dorg.slf4j.simpleLogger.log.org.apache.spark.deploy.master=info";
        return start("master", List.of("-Xmx256m", tellsItsAddress), master.split(" ", -1))
                .logged(MASTER_ADDRESS);
    }

    private String after(String word, JavaProcess driver) throws IOException {
        String rest = driver.after(word);
        if (rest == null) {
            StringBuilder logs = new StringBuilder();
            for (JavaProcess process : processes) {
                logs.append(process.log()).append('\n');
            }
            throw new AssertionError("the driver ended before it said '" + word + "':\n" + logs);
        }
        return rest;
    }

    /** Once its products are lost, then its tasks. */
    @Test
    void runsThatLoseAWorkerInTheMiddleEndWithTheSameNumber() throws Exception {
        Files.createDirectories(folder.resolve("home").resolve("jars"));
        String master = master();
        List<JavaProcess> workers = List.of(worker("first", master), worker("second", master), worker("third", master));
        List<String> methods = List.of("shared-sketch", ExactNtk.NAME);
        List<String> command = new ArrayList<>(List.of(ClusterAlignment.class.getName(), master));
        command.addAll(methods);
        JavaProcess driver = start(
                "driver",
                List.of(
                        "-Xmx512m",
                        // Says which tasks were lost.
                        "-Dorg.slf4j.simpleLogger.log.org.apache.spark.scheduler.TaskSetManager=info",
                        "-Dspark.executor.extraClassPath=" + JavaProcess.CLASS_PATH,
                        "-Dspark.executor.extraJavaOptions=" + JavaProcess.FRUGAL,
                        "-Dspark.executor.memory=512m",
                        "-Dspark.driver.host=127.0.0.1",
                        "-Dspark.cores.max=" + workers.size(),
                        // The driver waits until all executors have started.
                        "-Dspark.scheduler.minRegisteredResourcesRatio=1.0",
                        "-Dspark.scheduler.maxRegisteredResourcesWaitingTime=60s",
                        // A killed machine does not come back, so waiting for it is useless.
                        "-Dspark.shuffle.io.maxRetries=1",
                        "-Dspark.shuffle.io.retryWait=100ms",
                        "-Dspark.locality.wait=100ms"),
                command.toArray(String[]::new));

        for (int i = 0; i < methods.size(); i++) {
            double undisturbed = Double.parseDouble(after("undisturbed", driver));
            after("middle", driver);
            int logged = driver.log().length();
            for (JavaProcess left : workers.subList(i, workers.size())) {
                assertThat(left.children()).as("executors of a worker").isEqualTo(1);
            }
            workers.get(i).close();
            driver.say("go");
            double disturbed = Double.parseDouble(after("disturbed", driver));

            assertThat(disturbed).isEqualTo(undisturbed);
            assertThat(disturbed).isCloseTo(withoutSpark(methods.get(i)), within(1e-9));
            String log = driver.log().substring(logged);
            assertThat(log).as("log of the driver").containsIgnoringCase("lost executor");
            if (methods.get(i).equals(ExactNtk.NAME)) {
                assertThat(log).as("log of the driver").contains(LOST_TASK);
            }
        }
    }

    private static double withoutSpark(String method) {
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization before = runtime.backend()
                        .linearize(ClusterAlignment.pair(method).before());
                Linearization after = runtime.backend()
                        .linearize(ClusterAlignment.pair(method).after())) {
            return runtime.estimators()
                    .alignment(method)
                    .estimate(Kernel.of(before), Kernel.of(after), ClusterAlignment.options(method))
                    .value();
        }
    }
}
