package io.ntk.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real command in a process of its own, which can be killed and measured. */
final class CommandProcess {
    private CommandProcess() {}

    /**
     * How Java is called for arguments separated by single spaces, in little memory and without much compilation. It sees as many
     * processors as this process: the last bits of sums depend on the number of threads.
     */
    static List<String> line(List<String> options, String arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors(),
                "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.ntk.cli.Main"));
        command.addAll(List.of(arguments.split(" ", -1)));
        return command;
    }

    /** Starts it in a folder, with files {@code out} and {@code err} there for what it prints. */
    static Process start(Path folder, List<String> options, String arguments) throws IOException {
        return start(folder, line(options, arguments));
    }

    static Process start(Path folder, List<String> command) throws IOException {
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        process.environment().keySet().removeIf(name -> name.startsWith("NTK_"));
        process.environment().remove("JAVA_TOOL_OPTIONS");
        return process.start();
    }
}
