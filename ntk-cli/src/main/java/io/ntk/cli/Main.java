package io.ntk.cli;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The entry point of the {@code ntk} command. */
public final class Main {
    private Main() {}

    /**
     * Runs the command and ends the process with its exit code.
     *
     * @param arguments what follows {@code ntk}
     */
    public static void main(String[] arguments) {
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        System.setErr(err);
        // The launcher knows whether standard error is a terminal; Java 17 does not.
        Session session = new Session(out, err, Boolean.getBoolean("ntk.terminal"), NtkRuntime::create);
        int code = new NtkCli(session, isSet(System.getenv("NTK_DEBUG"))).run(arguments);
        // Flushes; a full disk, or a reader that is gone, must not look like success.
        if (out.checkError() && code == ExitCode.OK) {
            err.println(
                    "error: Standard output cannot be written. Check that it is open, and that the disk is not full.");
            code = ExitCode.USER;
        }
        err.flush();
        System.exit(code);
    }

    /** Terminals and files take UTF-8 everywhere but on Windows, whatever Java thinks of a bare locale. */
    private static PrintStream stream(FileDescriptor descriptor) {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        Charset charset = windows ? Charset.defaultCharset() : StandardCharsets.UTF_8;
        return new PrintStream(new FileOutputStream(descriptor), false, charset);
    }

    private static boolean isSet(@org.jspecify.annotations.Nullable String value) {
        return value != null && !value.isEmpty() && !value.equals("0");
    }
}
