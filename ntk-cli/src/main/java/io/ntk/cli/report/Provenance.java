package io.ntk.cli.report;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.io.arrays.ArrayReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * How the numbers of a page came about: the command that gives them again, what they depend on, and what was read.
 *
 * @param use what the command is good for, a sentence that ends with a colon
 * @param options adds to the command what was configured or left to defaults and decides the numbers
 * @param facts what the numbers depend on, in the order shown
 * @param files what was read
 */
public record Provenance(String use, Consumer<Rerun> options, Map<String, String> facts, List<ArrayReference> files) {
    private static final int BUFFER = 1 << 16;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);

    private static final String SAME_NUMBERS = "This command gives the same numbers again on the same engine:";

    /**
     * {@return the provenance of what a backend of this process computed}
     *
     * @param backend what computed
     * @param precision of the kernels
     * @param seeds of the probes, or of whatever is random
     * @param more what else the numbers depend on
     */
    public static Provenance of(AutodiffBackend backend, Precision precision, String seeds, Map<String, String> more) {
        return of(backend.id(), precision, surrounded(facts(backend, precision.label(), seeds, more)));
    }

    /**
     * {@return the provenance of what a backend of this process computed in more than one precision, unless one was asked for}
     *
     * @param backend what computed
     * @param precisions of the kernels
     * @param seeds of the probes, or of whatever is random
     * @param more what else the numbers depend on
     */
    public static Provenance of(
            AutodiffBackend backend, List<Precision> precisions, String seeds, Map<String, String> more) {
        String labels = precisions.stream().map(Precision::label).collect(Collectors.joining(", "));
        return new Provenance(
                SAME_NUMBERS,
                again -> again.with("--backend", backend.id()),
                surrounded(facts(backend, labels, seeds, more)),
                List.of());
    }

    private static Map<String, String> facts(
            AutodiffBackend backend, String precision, String seeds, Map<String, String> more) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("backend", backend.id() + " on " + backend.device());
        facts.put("engine", backend.engine());
        facts.put("precision", precision);
        facts.put("seed", seeds);
        facts.putAll(more);
        return facts;
    }

    /**
     * {@return the provenance of what was computed elsewhere}
     *
     * @param backend the name of what computed
     * @param precision of the kernels
     * @param facts what the numbers depend on
     */
    public static Provenance of(String backend, Precision precision, Map<String, String> facts) {
        return new Provenance(
                SAME_NUMBERS,
                again -> again.with("--backend", backend).with("--precision", precision.label()),
                facts,
                List.of());
    }

    /**
     * {@return what is given, between this program's version and the machine it runs on}
     *
     * @param facts what is given
     */
    public static Map<String, String> surrounded(Map<String, String> facts) {
        String version = Provenance.class.getPackage().getImplementationVersion();
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ntk", version == null ? "not packaged" : version);
        all.putAll(facts);
        all.put("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
        all.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        return all;
    }

    /**
     * {@return the same, with a command that is good for something else}
     *
     * @param sentence what for, ending with a colon
     */
    public Provenance usedFor(String sentence) {
        return new Provenance(sentence, options, facts, files);
    }

    /**
     * {@return the same, with more changes of the command}
     *
     * @param more changes it further
     */
    public Provenance with(Consumer<Rerun> more) {
        return new Provenance(use, options.andThen(more), facts, files);
    }

    /**
     * {@return the same, with the files that were read}
     *
     * @param read the files
     */
    public Provenance reading(List<ArrayReference> read) {
        return new Provenance(use, options, facts, read);
    }

    /**
     * Ends a page with it.
     *
     * @param page the page
     * @param arguments of the command, as they were given
     */
    public void addTo(HtmlPage page, List<String> arguments) {
        Rerun again = new Rerun(arguments);
        options.accept(again);
        Map<String, String> dated = new LinkedHashMap<>();
        dated.put("date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
        dated.putAll(facts);
        page.section("Provenance").text(use).verbatim(again.toString()).facts(dated);
        Set<Path> read = new LinkedHashSet<>();
        files.forEach(reference -> read.add(reference.file()));
        if (!read.isEmpty()) {
            Map<String, String> digests = new LinkedHashMap<>();
            read.forEach(path -> digests.put(path.toString(), "SHA-256 " + digest(path)));
            page.folded(
                    read.size() == 1
                            ? "Digest of the file that was read"
                            : "Digests of the " + read.size() + " files that were read",
                    digests);
        }
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
