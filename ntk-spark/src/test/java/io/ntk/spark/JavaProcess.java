package io.ntk.spark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A Java process on the class path of the tests, which logs to a file and may be killed with all that it started. */
final class JavaProcess implements AutoCloseable {
    static final String CLASS_PATH = System.getProperty("java.class.path");

    /** The options keep the process small and its start fast. */
    static final String FRUGAL = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto";

    private final Process process;
    private final Path log;
    private final BufferedReader out;
    private final BufferedWriter in;

    private JavaProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts a process.
     *
     * @param folder where it works and logs
     * @param name of the log
     * @param environment variables besides those of this process
     * @param options of Java; packages are opened as to this process
     * @param command the main class and its arguments
     */
    static JavaProcess start(
            Path folder, String name, Map<String, String> environment, List<String> options, String... command)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        line.addAll(List.of(FRUGAL.split(" ", -1)));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-opens"))
                .forEach(line::add);
        line.addAll(options);
        line.addAll(List.of("-cp", CLASS_PATH));
        line.addAll(List.of(command));
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectError(log.toFile()).directory(folder.toFile());
        builder.environment().putAll(environment);
        return new JavaProcess(builder.start(), log);
    }

    /** {@return the text after a word on the next line that begins with it, or null if the process ends before} */
    @Nullable
    String after(String word) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(word + " ")) {
            line = out.readLine();
        }
        return line == null ? null : line.substring(word.length() + 1);
    }

    void say(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    long id() {
        return process.pid();
    }

    /** Ends its input, and waits for it. */
    void end() throws IOException, InterruptedException {
        in.close();
        process.waitFor();
    }

    /** {@return what it still says} */
    String rest() throws IOException {
        return out.lines().collect(Collectors.joining("\n"));
    }

    long children() {
        return process.children().count();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** {@return the first group of a pattern where the log first matches it, awaited for as long as the process lives} */
    String logged(Pattern pattern) throws IOException, InterruptedException {
        while (true) {
            // Asked before the log is read, so that the last words of a process that ends meanwhile are read too.
            boolean alive = process.isAlive();
            Matcher found = pattern.matcher(log());
            if (found.find()) {
                return found.group(1);
            }
            if (!alive) {
                throw new AssertionError("the process ended before it logged '" + pattern + "':\n" + log());
            }
            Thread.sleep(20);
        }
    }

    /** Kills the process and its children as a failing machine would. */
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }
}
