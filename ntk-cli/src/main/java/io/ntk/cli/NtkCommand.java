package io.ntk.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ntk} without a verb: prints its help. */
@Command(
        name = "ntk",
        description = "Neural tangent kernels of trained recurrent networks.",
        versionProvider = NtkCommand.Version.class,
        synopsisSubcommandLabel = "VERB",
        exitCodeList = {
            "0:done",
            "1:results that must agree do not (ntk check)",
            "2:something asked for cannot be done; one line on standard error says what and how to mend it",
            "3:a fault of ntk"
        },
        footer = "%n'ntk VERB --help' explains a verb.")
final class NtkCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log what is found and started.")
    private boolean verbose;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where a failure came from; so does the variable NTK_DEBUG=1.")
    private boolean stacktrace;

    @Option(
            names = "--plugin",
            scope = ScopeType.INHERIT,
            paramLabel = "JAR",
            description = "A jar with more cells or backends; may be given several times.")
    private List<Path> plugins = new ArrayList<>();

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    boolean verbose() {
        return verbose;
    }

    List<Path> plugins() {
        return List.copyOf(plugins);
    }

    boolean stacktrace() {
        return stacktrace;
    }

    /** Says which version this is. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = NtkCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "ntk " + (version == null ? "(not packaged)" : version),
                "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")"
            };
        }
    }
}
