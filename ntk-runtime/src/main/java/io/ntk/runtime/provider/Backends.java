package io.ntk.runtime.provider;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.runtime.config.Configuration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backends on the class path, by id, each with its configuration. */
public final class Backends {
    private static final Set<String> LEFT_OUT_OF_SMALL_ARCHIVES = Set.of("djl", "nd4j");

    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);
    private static final Pattern SYNTAX = Pattern.compile(
            "(?!(?:" + String.join("|", Configuration.keys()) + "|conf)$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*");
    private static final String RULE =
            "lower case letters, digits and single hyphens, beginning with a letter and other"
                    + " than a configuration key";

    private final Directory<BackendProvider> directory;
    private final Configuration configuration;

    private Backends(List<Found<BackendProvider>> found, Configuration configuration) {
        this.directory = new Directory<>("backend", SYNTAX, RULE, provider -> List.of(provider.id()), found);
        this.configuration = configuration;
        configuration
                .configuredBackends()
                .forEach((file, ids) -> ids.stream()
                        .filter(id -> directory.find(id).isEmpty())
                        .forEach(id -> LOG.warn(
                                "Configuration file '{}' has settings for backend '{}', which is not on the class path. {}",
                                file,
                                id,
                                ClosestName.remedy(id, directory.names()))));
    }

    /**
     * Finds the backends.
     *
     * @param loader the class loader of the providers
     * @param configuration the options of each backend
     * @return the backends; none has been started
     * @throws NtkException {@link ErrorId#DUPLICATE_PROVIDER} if two have the same id, {@link ErrorId#BROKEN_PROVIDER}
     *     if one cannot be used
     */
    public static Backends find(ClassLoader loader, Configuration configuration) {
        return new Backends(Discovery.find(BackendProvider.class, loader), configuration);
    }

    /** {@return the providers and their jars, by id} */
    public Map<String, Found<BackendProvider>> all() {
        return directory.all();
    }

    /**
     * Asks a backend whether it can run here.
     *
     * @param id its id
     * @return its answer
     * @throws NtkException {@link ErrorId#UNKNOWN_BACKEND}; {@link ErrorId#BROKEN_PROVIDER} if it throws instead
     */
    public Availability availability(String id) {
        Found<BackendProvider> found = found(id, "");
        return guarded(
                found,
                "cannot say whether it is available",
                () -> found.provider().availability());
    }

    /**
     * Finds the provider of the configured backend, for a caller that starts it elsewhere.
     *
     * @return the provider
     * @throws NtkException {@link ErrorId#UNKNOWN_BACKEND} as {@link #start(String)}
     */
    public BackendProvider configured() {
        return foundConfigured().provider();
    }

    /**
     * How a backend would be started: two that are equal give engines that do the same.
     *
     * @param provider of which kind it is
     * @param options how it is configured
     */
    record SetUp(Class<?> provider, BackendOptions options) {
        /** {@return whether the provider's classes stay for as long as ntk's own} */
        boolean isOfProcess() {
            return provider.getClassLoader() == SetUp.class.getClassLoader();
        }
    }

    /** {@return how the configured backend would be started} */
    SetUp configuredSetUp() {
        BackendProvider provider = foundConfigured().provider();
        return new SetUp(provider.getClass(), configuration.backendOptions(provider.id()));
    }

    /**
     * Starts the configured backend.
     *
     * @return the backend; the caller closes it
     * @throws NtkException as {@link #start(String)}
     */
    public AutodiffBackend startConfigured() {
        return start(foundConfigured(), Map.of(), OptionalInt.empty());
    }

    /**
     * Starts the configured backend with another number of threads, for callers that make several products at once themselves.
     *
     * @param threads how many it may use, at least 1
     * @return the backend; the caller closes it
     * @throws NtkException as {@link #start(String)}
     */
    public AutodiffBackend startConfigured(int threads) {
        return start(foundConfigured(), Map.of(), OptionalInt.of(threads));
    }

    /**
     * Starts a backend with its configured options.
     *
     * @param id its id
     * @return the backend; the caller closes it
     * @throws NtkException {@link ErrorId#UNKNOWN_BACKEND} with the known ids, their jars and the closest spelling;
     *     {@link ErrorId#BACKEND_UNAVAILABLE} with the reason and the remedy; {@link ErrorId#CONFIGURATION} for a
     *     setting that it refuses; {@link ErrorId#BROKEN_PROVIDER} if it throws anything else
     */
    public AutodiffBackend start(String id) {
        return start(found(id, ""), Map.of(), OptionalInt.empty());
    }

    /**
     * Starts a backend, as it is configured but for its {@linkplain BackendProvider#independentSettings independent settings},
     * to compare another with.
     *
     * @param id its id
     * @return the backend; the caller closes it
     * @throws NtkException as {@link #start(String)}
     */
    public AutodiffBackend startIndependent(String id) {
        Found<BackendProvider> found = found(id, "");
        return start(found, found.provider().independentSettings(), OptionalInt.empty());
    }

    private AutodiffBackend start(Found<BackendProvider> found, Map<String, String> settings, OptionalInt threads) {
        BackendProvider provider = found.provider();
        Availability availability = guarded(
                found,
                "cannot say whether it is available",
                () -> found.provider().availability());
        if (!availability.available()) {
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "Backend '" + provider.id() + "' cannot run here: " + availability.reason(),
                    availability.remedy());
        }
        BackendOptions configured = configuration.backendOptions(provider.id());
        Map<String, String> all = new HashMap<>(configured.settings());
        all.putAll(settings);
        BackendOptions options = configured.withSettings(all).withThreads(threads.orElse(configured.threads()));
        return guarded(found, "does not start", () -> provider.create(options));
    }

    private Found<BackendProvider> foundConfigured() {
        return found(configuration.backend(), " (from " + configuration.backendOrigin() + ")");
    }

    private Found<BackendProvider> found(String id, String origin) {
        return directory.find(id).orElseThrow(() -> unknown(id, origin));
    }

    private NtkException unknown(String id, String origin) {
        String ids = directory.all().entrySet().stream()
                .map(entry -> entry.getKey() + " (" + entry.getValue().jar() + ")")
                .collect(Collectors.joining(", "));
        String list =
                ids.isEmpty() ? "No backend is on the class path." : "The backends on the class path are: " + ids + ".";
        if (LEFT_OUT_OF_SMALL_ARCHIVES.contains(id)) {
            return new NtkException(
                    ErrorId.UNKNOWN_BACKEND,
                    "Backend '" + id + "'" + origin + " is not part of this installation.",
                    "The full archive of ntk has it, the small ones leave it out. " + list);
        }
        String closest = ClosestName.of(id, directory.names())
                .map(name -> "Did you mean '" + name + "'? ")
                .orElse("");
        return new NtkException(
                ErrorId.UNKNOWN_BACKEND, "Backend '" + id + "'" + origin + " is not known.", closest + list);
    }

    private static <T> T guarded(Found<BackendProvider> found, String predicate, Supplier<T> call) {
        try {
            return call.get();
        } catch (NtkException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw Discovery.broken(found.provider().getClass().getName(), found.jar(), predicate, e);
        }
    }
}
