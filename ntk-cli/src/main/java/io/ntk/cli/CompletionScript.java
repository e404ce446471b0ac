package io.ntk.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script: functions that are the same for any command, and tables of the verbs and what they take. */
final class CompletionScript {
    private static final Pattern FILE = Pattern.compile("FILE|FOLDER|DIR|JAR|\\.csv|X,Y");

    private final CommandSpec root;

    CompletionScript(CommandSpec root) {
        this.root = root;
    }

    String text() {
        return read("completion.bash")
                .replace("@VERBS@", String.join(" ", root.subcommands().keySet()))
                .replace("@OPTIONS@", options())
                .replace("@VALUES@", values());
    }

    /** A case a verb: the names of its options. */
    private String options() {
        List<String> cases = new ArrayList<>();
        commands()
                .forEach((verb, command) -> cases.add("    " + quoted(verb) + ") echo \""
                        + shown(command).stream()
                                .flatMap(option -> List.of(option.names()).stream())
                                .collect(Collectors.joining(" "))
                        + "\" ;;"));
        return String.join("\n", cases);
    }

    /** A case for all arguments that take the same: "VERB:OPTION", the option being empty for what has no name. */
    private String values() {
        Map<String, List<String>> takers = new LinkedHashMap<>();
        commands().forEach((verb, command) -> {
            for (OptionSpec option : shown(command)) {
                if (option.arity().max() > 0) {
                    for (String name : option.names()) {
                        takers.computeIfAbsent(taken(option), unused -> new ArrayList<>())
                                .add(quoted(verb + ":" + name));
                    }
                }
            }
            command.positionalParameters().stream()
                    .filter(parameter -> !parameter.hidden())
                    .findFirst()
                    .ifPresent(parameter -> takers.computeIfAbsent(taken(parameter), unused -> new ArrayList<>())
                            .add(quoted(verb + ":")));
        });
        return takers.entrySet().stream()
                .map(entry -> "    " + String.join(" | \\\n      ", entry.getValue()) + ")\n      echo \""
                        + entry.getKey() + "\" ;;")
                .collect(Collectors.joining("\n"));
    }

    /** {@return the commands by name, the one without verb by an empty name} */
    private Map<String, CommandSpec> commands() {
        Map<String, CommandSpec> commands = new LinkedHashMap<>();
        commands.put("", root);
        for (Map.Entry<String, CommandLine> verb : root.subcommands().entrySet()) {
            commands.put(verb.getKey(), verb.getValue().getCommandSpec());
        }
        return commands;
    }

    private static List<OptionSpec> shown(CommandSpec command) {
        return command.options().stream().filter(option -> !option.hidden()).toList();
    }

    private static String taken(ArgSpec argument) {
        Iterable<String> words = argument.completionCandidates();
        Optional<CompletionKind> kind = CompletionKind.of(argument);
        if (kind.isPresent()) {
            return "ask " + kind.get().label();
        }
        if (words != null) {
            return "words " + String.join(" ", words);
        }
        return FILE.matcher(argument.paramLabel()).find() ? "files" : "anything";
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }

    private static String read(String resource) {
        try (InputStream in = Objects.requireNonNull(CompletionScript.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
