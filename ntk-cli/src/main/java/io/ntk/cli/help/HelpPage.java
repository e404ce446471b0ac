package io.ntk.cli.help;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The help of a command: what must be given comes first, then the other options by group. Descriptions stand beside the
 * options, or below them where a page is narrow.
 */
public final class HelpPage {
    private static final String SECTION = "page";
    private static final int NARROW = 60;
    private static final int INDENT = 2;
    private static final int NARROW_INDENT = 6;

    /** What a line of a list says, and of what. */
    private record Entry(String term, String text) {}

    private final Help help;
    private final CommandSpec command;
    private final int width;
    private final StringBuilder page = new StringBuilder();

    private HelpPage(Help help, int width) {
        this.help = help;
        this.command = help.commandSpec();
        this.width = width;
    }

    /** Has a command print its help like this. */
    public static void use(CommandSpec command, IntSupplier width) {
        command.usageMessage().sectionMap().put(SECTION, help -> new HelpPage(help, width.getAsInt()).text());
        command.usageMessage().sectionKeys(List.of(SECTION));
    }

    private String text() {
        page.append(Wrapped.hanging(synopsis(), width, NARROW_INDENT));
        description();
        List<Entry> required = new ArrayList<>();
        Map<OptionGroup, List<Entry>> optional = new EnumMap<>(OptionGroup.class);
        for (ArgSpec argument : arguments()) {
            (argument.required() ? required : optional.computeIfAbsent(group(argument), unused -> new ArrayList<>()))
                    .add(new Entry(term(argument), joined(argument.description())));
        }
        list("Required", required);
        optional.forEach((group, entries) -> list(group.heading(), entries));
        list("Commands", verbs());
        list("Exit codes", exitCodes());
        footer();
        return page.toString();
    }

    private String synopsis() {
        StringBuilder line = new StringBuilder("Usage: ").append(command.qualifiedName());
        if (!command.subcommands().isEmpty()) {
            line.append(' ').append(command.usageMessage().synopsisSubcommandLabel());
        }
        for (ArgSpec argument : arguments()) {
            if (argument.required()) {
                line.append(' ').append(term(argument));
            } else if (argument.isPositional()) {
                line.append(" [").append(term(argument)).append(']');
            }
        }
        return line.append(" [OPTIONS]").toString();
    }

    private void description() {
        String[] sentences = command.usageMessage().description();
        if (sentences.length == 0) {
            return;
        }
        page.append(Wrapped.hanging(formatted(sentences[0]), width, 0));
        if (sentences.length > 1) {
            page.append(Wrapped.hanging(
                    joined(List.of(sentences).subList(1, sentences.length).toArray(String[]::new)), width, 0));
        }
    }

    private List<ArgSpec> arguments() {
        List<ArgSpec> shown = new ArrayList<>();
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!parameter.hidden()) {
                shown.add(parameter);
            }
        }
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                shown.add(option);
            }
        }
        return shown;
    }

    private static String term(ArgSpec argument) {
        String label = argument.paramLabel();
        if (argument instanceof OptionSpec option) {
            String names = String.join(", ", option.names());
            return option.arity().max() == 0 ? names : names + " " + label;
        }
        return argument.arity().max() > 1 ? label + "..." : label;
    }

    private static OptionGroup group(ArgSpec argument) {
        if (!(argument.userObject() instanceof Field field)) {
            return OptionGroup.GENERAL;
        }
        Grouped own = field.getAnnotation(Grouped.class);
        Grouped ofClass = field.getDeclaringClass().getAnnotation(Grouped.class);
        return own != null ? own.value() : ofClass != null ? ofClass.value() : OptionGroup.GENERAL;
    }

    private List<Entry> verbs() {
        List<Entry> entries = new ArrayList<>();
        command.subcommands().forEach((name, verb) -> {
            if (!verb.getCommandSpec().usageMessage().hidden()) {
                entries.add(new Entry(
                        name, formatted(verb.getCommandSpec().usageMessage().description()[0])));
            }
        });
        return entries;
    }

    private List<Entry> exitCodes() {
        List<Entry> entries = new ArrayList<>();
        command.usageMessage()
                .exitCodeList()
                .forEach((code, meaning) -> entries.add(new Entry(code, formatted(meaning))));
        return entries;
    }

    private void list(String heading, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        page.append('\n')
                .append(help.colorScheme().text("@|bold " + heading + ":|@"))
                .append('\n');
        int column = column(entries);
        for (Entry entry : entries) {
            String start = " ".repeat(INDENT) + entry.term;
            page.append(" ".repeat(INDENT)).append(help.colorScheme().optionText(entry.term));
            List<String> lines = Wrapped.lines(entry.text, width - column);
            boolean beside = width >= NARROW && start.length() + INDENT <= column;
            page.append(beside ? " ".repeat(column - start.length()) : "\n" + " ".repeat(column));
            page.append(String.join("\n" + " ".repeat(column), lines)).append('\n');
        }
    }

    /** Of short terms no wider than they need, of others no more than two fifths of the page. */
    private int column(List<Entry> entries) {
        if (width < NARROW) {
            return NARROW_INDENT;
        }
        int longest =
                entries.stream().mapToInt(entry -> entry.term.length()).max().orElse(0);
        return Math.min(INDENT + longest + INDENT, width * 2 / 5);
    }

    /** Lines that are indented are examples, lines for a shell; others are text. */
    private void footer() {
        StringBuilder example = new StringBuilder();
        for (String raw : command.usageMessage().footer()) {
            String line = formatted(raw);
            if (!line.startsWith(" ")) {
                page.append(line.startsWith("\n") ? "\n" : "").append(Wrapped.hanging(line, width, 0));
            } else if (line.endsWith("\\")) {
                example.append(line, 0, line.length() - 1);
            } else {
                page.append(Wrapped.example(example.append(line).toString(), width));
                example.setLength(0);
            }
        }
    }

    private static String joined(String[] sentences) {
        List<String> all = new ArrayList<>();
        for (String sentence : sentences) {
            all.add(formatted(sentence));
        }
        return String.join(" ", all);
    }

    /** What picocli does to these texts. */
    private static String formatted(String text) {
        return text.replace("%n", "\n").replace("%%", "%");
    }
}
