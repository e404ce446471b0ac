package io.ntk.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ntk version}: the same as {@code ntk --version}. */
@Command(
        name = "version",
        description = "Say which version of ntk this is, and on which Java it runs.",
        footer = {"%nExamples:", "  ntk version"})
final class VersionCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        spec.root().commandLine().printVersionHelp(spec.commandLine().getOut());
    }
}
