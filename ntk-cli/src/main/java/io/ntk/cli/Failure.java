package io.ntk.cli;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import io.ntk.io.json.JsonObject;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A failure as the user sees it.
 *
 * @param id the kind of mistake, as {@link ErrorId#code()}; {@value #INTERNAL} for a fault of ntk
 * @param message what was wrong with which value, on one line
 * @param remedy what to do about it, on one line
 * @param exitCode what the process returns to the shell
 */
record Failure(String id, String message, String remedy, int exitCode) {
    private static final String INTERNAL = "internal";

    /** In the order in which users name files. */
    private static final List<String> FILE_OPTIONS = List.of("--model", "--before", "--after", "--inputs");

    static Failure of(Throwable e) {
        if (e instanceof NtkException mistake) {
            int code = mistake.id() == ErrorId.DISAGREEMENT ? ExitCode.DISAGREEMENT : ExitCode.USER;
            return new Failure(mistake.id().code(), oneLine(mistake.problem()), oneLine(mistake.remedy()), code);
        }
        Optional<OutOfMemoryError> full = outOfMemory(e);
        if (full.isPresent()) {
            return of(MemoryShortage.of(full.get()));
        }
        return new Failure(
                INTERNAL,
                oneLine(e.toString()) + ".",
                "This is a fault of ntk; run it again with --stacktrace, or NTK_DEBUG=1, and report it.",
                ExitCode.INTERNAL);
    }

    /** {@return the memory that was refused, which threads and initializers of classes wrap} */
    private static Optional<OutOfMemoryError> outOfMemory(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError full) {
                return Optional.of(full);
            }
        }
        return Optional.empty();
    }

    /** {@return the line that a person reads, without its end} */
    String line() {
        return (id.equals(INTERNAL) ? "internal error: " : "error: ") + message + " " + remedy;
    }

    /** {@return the object that a program reads} */
    JsonObject json() {
        return new JsonObject()
                .with(
                        "error",
                        new JsonObject().with("id", id).with("message", message).with("remedy", remedy))
                .with("exitCode", exitCode);
    }

    /** A line of arguments that cannot be parsed. */
    static Failure ofUsage(ParameterException e) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        String see = "See '" + name + " --help'.";
        // A misspelt option is both unknown and missing; the spelling is what the user wants to hear of.
        List<String> unmatched = e instanceof UnmatchedArgumentException unknown
                ? unknown.getUnmatched()
                : command.getUnmatchedArguments();
        if (!unmatched.isEmpty()) {
            return mistake(unmatched(unmatched, command), see);
        }
        String message = oneLine(String.valueOf(e.getMessage()));
        return mistake(message + (message.endsWith(".") ? "" : "."), see);
    }

    /** Arguments quote whatever was typed, so their control characters are escaped as those of other mistakes are. */
    private static Failure mistake(String problem, String remedy) {
        return of(new NtkException(ErrorId.INVALID_ARGUMENT, problem, remedy));
    }

    private static String unmatched(List<String> arguments, CommandLine command) {
        String argument = arguments.get(0);
        boolean isOption = argument.startsWith("-");
        List<String> known = new ArrayList<>();
        if (isOption) {
            command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
        } else {
            known.addAll(command.getSubcommands().keySet());
        }
        String option = isOption && argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
        String suggestion = ClosestName.of(option, known)
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
        if (isOption) {
            return "Option '" + option + "' is not known." + suggestion;
        }
        if (known.isEmpty()) {
            return "Argument '" + argument + "' was not expected." + asOptions(arguments, command);
        }
        return "Verb '" + argument + "' is not known."
                + (suggestion.isEmpty() && new File(argument).exists()
                        ? " Did you mean 'ntk show " + argument + "'?"
                        : suggestion);
    }

    /** {@return a question whether arguments are meant for the options that name files and were not given, if there are any} */
    private static String asOptions(List<String> arguments, CommandLine command) {
        List<String> open = FILE_OPTIONS.stream()
                .filter(name -> command.getCommandSpec().findOption(name) != null)
                .filter(name -> !command.getParseResult().hasMatchedOption(name))
                .toList();
        List<String> files =
                arguments.stream().filter(argument -> !argument.startsWith("-")).toList();
        List<String> meant = new ArrayList<>();
        for (int i = 0; i < Math.min(open.size(), files.size()); i++) {
            meant.add(open.get(i) + " " + files.get(i));
        }
        return meant.isEmpty() ? "" : " Did you mean " + String.join(" ", meant) + "?";
    }

    private static String oneLine(String message) {
        return Printable.of(
                message.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse(""));
    }
}
