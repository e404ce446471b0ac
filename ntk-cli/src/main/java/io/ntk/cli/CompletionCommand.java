package io.ntk.cli;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ntk completion}: the script, and, for the script, the words that it cannot know. */
@Command(
        name = "completion",
        description = {
            "Print the script by which bash and zsh complete the command.",
            "It completes verbs, options, files, and what options take: cells and tasks of plug-ins, and the tensors of"
                    + " the checkpoint on the line, among them."
        },
        footer = {"%nExamples:", "  ntk completion > ntk-completion.bash", "  source ntk-completion.bash"})
final class CompletionCommand implements Runnable {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--values", hidden = true, description = "Print the words of a kind instead.")
    private @Nullable CompletionKind values;

    @Option(names = "--cell", hidden = true, description = "The cell of the line.")
    private @Nullable String cell;

    @Option(names = "--model", hidden = true, description = "The checkpoint of the line.")
    private @Nullable String model;

    CompletionCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (values == null) {
            out.print(new CompletionScript(spec.root()).text());
        } else {
            try (NtkRuntime runtime = session.runtimes().apply(Map.of())) {
                new CompletionWords(runtime, cell, model).of(values).forEach(word -> out.print(word + "\n"));
            }
        }
        out.flush();
    }
}
