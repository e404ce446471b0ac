package io.ntk.cli;

import io.ntk.api.NtkException;
import io.ntk.runtime.config.NumberText;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What users write for numbers, switches and their home, in their own words. */
final class ArgumentWords {
    /** A home that a shell left as it was: in quotes, or after an equals sign or a comma. */
    private static final Pattern HOME = Pattern.compile("(^|^--?[\\w-]+=|,)~/");

    private ArgumentWords() {}

    /** {@return arguments in which {@code ~/} is the user's home, unless there is such a file} */
    static String[] atHome(String... arguments) {
        String home = Matcher.quoteReplacement(System.getProperty("user.home") + "/");
        return Arrays.stream(arguments)
                .map(argument ->
                        exists(argument) ? argument : HOME.matcher(argument).replaceAll("$1" + home))
                .toArray(String[]::new);
    }

    private static boolean exists(String argument) {
        try {
            return Files.exists(Path.of(argument));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Lets a command and its verbs read numbers and switches. */
    static void register(CommandLine line) {
        ITypeConverter<Integer> integers =
                converter(text -> Math.toIntExact(NumberText.whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE)));
        ITypeConverter<Long> longs = converter(text -> NumberText.whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
        ITypeConverter<Double> doubles = converter(NumberText::real);
        line.registerConverter(Integer.class, integers)
                .registerConverter(int.class, integers)
                .registerConverter(Long.class, longs)
                .registerConverter(long.class, longs)
                .registerConverter(Double.class, doubles)
                .registerConverter(double.class, doubles);
    }

    private static <T> ITypeConverter<T> converter(Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (NtkException e) {
                throw new TypeConversionException(e.problem() + " " + e.remedy());
            }
        };
    }
}
