package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.HtmlPage;
import io.ntk.io.arrays.ArrayReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that asks for a page with pictures, and what every such page ends with: how its numbers came about. */
final class ReportOptions {
    private static final int BUFFER = 1 << 16;
    private static final String SAME_NUMBERS = "This command gives the same numbers again on the same engine:";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a page with pictures for a browser, one .html file that needs nothing else.")
    private @Nullable Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** {@return whether a page is wanted; one that could not be written is refused here, before any work} */
    boolean wanted() {
        if (file != null) {
            HtmlPage.requireWritable(file);
        }
        return file != null;
    }

    /**
     * Adds to a page where it comes from, and writes it.
     *
     * @param page the page
     * @param backend what computed it
     * @param problem what was linearized
     * @param seed of the probes
     * @param files what was read
     */
    void write(HtmlPage page, AutodiffBackend backend, Problem problem, long seed, List<ArrayReference> files) {
        Precision precision = problem.precision();
        Rerun again = rerun(backend, precision).with("--seed", seed);
        write(page, again, facts(backend, precision, String.valueOf(seed), facts(problem)), files);
    }

    /**
     * Adds to a page where it comes from, and writes it.
     *
     * @param page the page
     * @param again the command that gives the same numbers again
     * @param facts what the numbers depend on
     * @param files what was read
     */
    void write(HtmlPage page, Rerun again, Map<String, String> facts, List<ArrayReference> files) {
        write(page, SAME_NUMBERS, again, facts, files);
    }

    /**
     * Adds to a page where it comes from, and writes it.
     *
     * @param page the page
     * @param use what the command is good for, a sentence that ends with a colon
     * @param again the command
     * @param facts what the numbers depend on
     * @param files what was read
     */
    void write(HtmlPage page, String use, Rerun again, Map<String, String> facts, List<ArrayReference> files) {
        page.section("Provenance");
        page.text(use);
        page.verbatim(again.toString());
        page.facts(facts);
        Map<String, String> digests = new LinkedHashMap<>();
        Set<Path> read = new LinkedHashSet<>();
        files.forEach(reference -> read.add(reference.file()));
        read.forEach(path -> digests.put(path.toString(), "SHA-256 " + digest(path)));
        if (!digests.isEmpty()) {
            page.facts(digests);
        }
        if (file != null) {
            page.write(file);
        }
    }

    /** {@return the arguments as given, and what was configured or left to defaults and decides the numbers} */
    Rerun rerun(AutodiffBackend backend, Precision precision) {
        return rerun(backend.id(), precision);
    }

    /** {@return likewise, where the backend was not started in this process} */
    Rerun rerun(String backend, Precision precision) {
        return new Rerun(spec.root().commandLine().getParseResult().originalArgs())
                .with("--backend", backend)
                .with("--precision", precision.label());
    }

    /**
     * {@return what numbers depend on}
     *
     * @param backend what computed them
     * @param precision of the kernels
     * @param seeds of the probes, or of whatever is random
     * @param what was computed
     */
    static Map<String, String> facts(
            AutodiffBackend backend, Precision precision, String seeds, Map<String, String> what) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("backend", backend.id() + " on " + backend.device());
        facts.put("engine", backend.engine());
        facts.put("precision", precision.label());
        facts.put("seed", seeds);
        facts.putAll(what);
        return facts(facts);
    }

    /** {@return what is given, between this program's version and the machine it runs on} */
    static Map<String, String> facts(Map<String, String> what) {
        String version = ReportOptions.class.getPackage().getImplementationVersion();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("ntk", version == null ? "not packaged" : version);
        facts.putAll(what);
        facts.put("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        return facts;
    }

    /** {@return what a linearized network is} */
    static Map<String, String> facts(Problem problem) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", problem.model().name() + ", " + problem.model().hiddenSize() + " units");
        facts.put(
                "inputs",
                problem.inputs().trials() + " trials of " + problem.inputs().steps() + " steps, "
                        + problem.inputs().size() + " channels");
        facts.put("observed", problem.observable().label() + " " + problem.observedShape());
        facts.put("parameters", problem.selectedLayout().size() + " differentiated");
        return facts;
    }

    private static String digest(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            DigestInputStream all = new DigestInputStream(in, digest);
            byte[] buffer = new byte[BUFFER];
            while (all.read(buffer) >= 0) {
                // Reading is what feeds the digest.
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "File '" + path + "' can no longer be read: " + e + ".",
                    "Leave the files in place until the report is written.",
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
