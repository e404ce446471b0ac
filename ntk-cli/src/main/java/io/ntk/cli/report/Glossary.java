package io.ntk.cli.report;

import static j2html.TagCreator.abbr;
import static j2html.TagCreator.text;
import static java.util.stream.Collectors.joining;

import j2html.tags.DomContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words of reports that a reader may not know, explained where each first stands on a page. */
public final class Glossary {
    private static final String APPLICATION =
            "one product of the kernel, or of its factor, with a vector: nearly all of the time goes into these";

    private static final Map<String, String> MEANINGS = Map.of(
            "applications", APPLICATION,
            "products", APPLICATION,
            "probes", "random vectors; the means of what a kernel makes of them estimate the number",
            "deflated", "exact on the leading directions of the kernels, from probes for the rest",
            "shared-sketch", "from the images of the same probes under both kernels",
            "three-traces", "the cross trace and the two squared norms, each from probes of its own",
            "reverse-only", "from products with the transposed Jacobian alone",
            "trial-hutchinson",
                    "the mean of quadratic forms at probes, without the blocks of the kernel between trials",
            "hutch++", "exact on a sketch of the leading directions, from probes for the rest",
            "xnystrace",
                    "from approximations of the kernel by its leading directions, each tested on a probe that it lacks");

    private static final Pattern WORDS = Pattern.compile(
            MEANINGS.keySet().stream().map(Pattern::quote).collect(joining("|", "(?<![\\w-])(", ")(?![\\w-])")));

    private final Map<String, String> met = new LinkedHashMap<>();

    /** No word was met. */
    public Glossary() {}

    /**
     * {@return what a method is, as part of a sentence; empty if there is nothing to say of it}
     *
     * @param method its name
     */
    public static String ofMethod(String method) {
        return MEANINGS.getOrDefault(method, "");
    }

    /** {@return a sentence part on what costs} */
    public static String ofApplication() {
        return APPLICATION;
    }

    /** {@return a text, in which words that were not met before are explained} */
    List<DomContent> explaining(String text) {
        List<DomContent> parts = new ArrayList<>();
        Matcher word = WORDS.matcher(text);
        int end = 0;
        while (word.find()) {
            String meaning = MEANINGS.getOrDefault(word.group(), "");
            if (met.putIfAbsent(word.group(), meaning) == null) {
                parts.add(text(text.substring(end, word.start())));
                parts.add(abbr(word.group()).withTitle(meaning));
                end = word.end();
            }
        }
        parts.add(text(text.substring(end)));
        return parts;
    }

    /** {@return the words that were met, with what they mean} */
    Map<String, String> met() {
        return new LinkedHashMap<>(met);
    }
}
