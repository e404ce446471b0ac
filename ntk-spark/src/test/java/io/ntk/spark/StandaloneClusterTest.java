package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster on the loopback interface: a master, two workers with an executor each, a driver; six processes. */
@DisabledOnOs(OS.WINDOWS)
class StandaloneClusterTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        // The driver first, so that executors end because they are told to.
        for (int i = processes.size() - 1; i >= 0; i--) {
            kill(processes.get(i));
        }
    }

    private static void kill(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    private Process start(String name, List<String> options, String mainClass, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m"));
        line.addAll(options);
        for (String opened : List.of(
                "java.lang",
                "java.lang.invoke",
                "java.io",
                "java.net",
                "java.nio",
                "java.util",
                "java.util.concurrent",
                "java.util.concurrent.atomic",
                "sun.nio.ch",
                "sun.nio.cs",
                "sun.security.action",
                "sun.util.calendar")) {
            line.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        line.addAll(List.of("-cp", CLASS_PATH, mainClass));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectError(folder.resolve(name + ".log").toFile())
                .directory(folder.toFile());
        // Workers take Spark's jars from there; here executors get the class path of this test instead.
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("spark").toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Process worker(String name, String master) throws IOException {
        return start(
                name,
                List.of(),
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--webui-port",
                "0",
                "--cores",
                "1",
                "--memory",
                "640m",
                "--work-dir",
                folder.resolve(name).toString(),
                master);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String logs() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String name : List.of("master", "first", "second", "driver")) {
            Path log = folder.resolve(name + ".log");
            all.append(name).append(":\n").append(Files.exists(log) ? Files.readString(log) : "no log\n");
        }
        return all.toString();
    }

    private String await(BufferedReader out, String word) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(word + " ")) {
            line = out.readLine();
        }
        assertThat(line)
                .as(() -> {
                    try {
                        return "'" + word + "' of the driver; logs:\n" + logs();
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isNotNull();
        return line.substring(word.length() + 1);
    }

    @Test
    void aRunThatLosesAWorkerInTheMiddleEndsWithTheSameNumber() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("home").resolve("jars"));
        String port = String.valueOf(freePort());
        String master = "spark://127.0.0.1:" + port;
        start(
                "master",
                List.of(),
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                port,
                "--webui-port",
                "0");
        Process first = worker("first", master);
        Process second = worker("second", master);
        Process driver = start(
                "driver",
                List.of(
                        "-Dspark.executor.extraClassPath=" + CLASS_PATH,
                        "-Dspark.executor.memory=512m",
                        "-Dspark.driver.host=127.0.0.1",
                        "-Dspark.cores.max=2",
                        "-Dspark.scheduler.minRegisteredResourcesRatio=1.0",
                        "-Dspark.scheduler.maxRegisteredResourcesWaitingTime=300s",
                        // Whoever does not answer here is dead: the default waits 15 s before it asks another.
                        "-Dspark.shuffle.io.maxRetries=1",
                        "-Dspark.shuffle.io.retryWait=200ms"),
                ClusterAlignment.class.getName(),
                master);
        try (BufferedReader out = driver.inputReader(StandardCharsets.UTF_8);
                BufferedWriter in = driver.outputWriter(StandardCharsets.UTF_8)) {
            double undisturbed = Double.parseDouble(await(out, "undisturbed"));
            await(out, "middle");
            assertThat(executors(first)).as("executors of the first worker").isEqualTo(1);
            assertThat(executors(second)).as("executors of the second worker").isEqualTo(1);
            kill(first);
            in.write("go\n");
            in.flush();
            double disturbed = Double.parseDouble(await(out, "disturbed"));

            assertThat(disturbed).isEqualTo(undisturbed);
            assertThat(disturbed).isCloseTo(withoutSpark(), within(1e-9));
        }
    }

    private static long executors(Process worker) {
        return worker.children().count();
    }

    private static double withoutSpark() {
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization before =
                        runtime.backend().linearize(ClusterAlignment.pair().before());
                Linearization after =
                        runtime.backend().linearize(ClusterAlignment.pair().after())) {
            return runtime.estimators()
                    .alignment("shared-sketch")
                    .estimate(Kernel.of(before), Kernel.of(after), ClusterAlignment.options())
                    .value();
        }
    }
}
