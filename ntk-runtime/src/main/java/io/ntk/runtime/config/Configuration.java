package io.ntk.runtime.config;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The configuration: which backend to use, and how. The first of these sources that sets a key decides its value:
 *
 * <ol>
 *   <li>the command line ({@code --backend});
 *   <li>system properties ({@code ntk.backend});
 *   <li>the environment ({@code NTK_BACKEND});
 *   <li>{@code ntk.conf} in the working directory, then {@code ~/.config/ntk/ntk.conf}
 *       ({@code $XDG_CONFIG_HOME/ntk/ntk.conf}, on Windows {@code %APPDATA%\ntk\ntk.conf}); or instead of both the one
 *       file that the system property {@code ntk.conf} or the variable {@code NTK_CONF} names;
 *   <li>the default.
 * </ol>
 *
 * <p>Keys are {@code backend}, {@code threads}, {@code memory}, {@code precision} and {@code <backend>.<setting>}.
 */
public final class Configuration {
    /** The id of the default backend. */
    public static final String DEFAULT_BACKEND = "native";

    /** The key of the backend's id. */
    public static final String BACKEND = "backend";

    /** The key of the number of threads, by default the number of processors. */
    public static final String THREADS = "threads";

    /** The key of the memory limit of {@link BackendOptions#memoryLimit}, such as {@code 2g}. */
    public static final String MEMORY = "memory";

    /** The key of the precision, by default float32. */
    public static final String PRECISION = "precision";

    /**
     * The key by which a program names a backend whose settings it decides: none but those that it gives hold, whatever is configured
     * elsewhere.
     */
    public static final String DECIDED_BACKEND = "decided-backend";

    private static final Set<String> KEYS = new TreeSet<>(Set.of(BACKEND, THREADS, MEMORY, PRECISION));

    private final List<SettingSource> sources;

    private Configuration(List<SettingSource> sources) {
        this.sources = List.copyOf(sources);
    }

    /**
     * Reads the configuration.
     *
     * @param commandLine the values of the options that were given, by key
     * @param surroundings the properties, environment and folders of the process
     * @return the configuration; each value is checked when it is read
     * @throws NtkException {@link ErrorId#CONFIGURATION} if a configuration file is malformed,
     *     {@link ErrorId#FILE_NOT_FOUND} if a named file does not exist
     */
    public static Configuration read(Map<String, String> commandLine, Surroundings surroundings) {
        List<SettingSource> sources = new ArrayList<>();
        sources.add(new CommandLineSettings(Map.copyOf(commandLine)));
        sources.add(new SystemPropertySettings(surroundings.systemProperties()));
        sources.add(new EnvironmentSettings(surroundings.environment()));
        files(surroundings).forEach(file -> sources.add(FileSettings.read(file, KEYS)));
        return new Configuration(sources);
    }

    /** {@return the configuration in which every key has its default} */
    public static Configuration defaults() {
        return new Configuration(List.of());
    }

    private static List<Path> files(Surroundings surroundings) {
        Map<String, String> environment = surroundings.environment();
        String named =
                surroundings.systemProperties().getOrDefault("ntk.conf", environment.getOrDefault("NTK_CONF", ""));
        if (!named.isEmpty()) {
            return List.of(surroundings.directory().resolve(named));
        }
        String os = surroundings.systemProperties().getOrDefault("os.name", "");
        String folder = os.toLowerCase(Locale.ROOT).startsWith("windows")
                ? environment.getOrDefault("APPDATA", "")
                : environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path user = folder.isEmpty() ? surroundings.home().resolve(".config") : Path.of(folder);
        List<Path> files = new ArrayList<>();
        for (Path file : List.of(
                surroundings.directory().resolve("ntk.conf"),
                user.resolve("ntk").resolve("ntk.conf"))) {
            // A link that leads nowhere is meant to be one, and is refused when it is read.
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                files.add(file);
            }
        }
        return files;
    }

    /** {@return the id of the configured backend} */
    public String backend() {
        return find(BACKEND).map(Setting::value).orElse(DEFAULT_BACKEND);
    }

    /**
     * {@return the source that chose the backend, such as {@code environment variable NTK_BACKEND}, or
     * {@code the default}}
     */
    public String backendOrigin() {
        return find(BACKEND).map(Setting::origin).orElse("the default");
    }

    /**
     * {@return the number of threads that the backend may use, at least 1 and at most {@link BackendOptions#mostThreads}}
     *
     * @throws NtkException {@link ErrorId#CONFIGURATION} if another value is configured
     */
    public int threads() {
        int threads = value(THREADS, Configuration::parseThreads)
                .orElseGet(() -> Runtime.getRuntime().availableProcessors());
        return Math.min(threads, BackendOptions.mostThreads());
    }

    /**
     * {@return the working storage that an operator application may use, in bytes, and again what an estimator may hold; by default that of
     *     {@link BackendOptions#defaults()}}
     *
     * @throws NtkException {@link ErrorId#CONFIGURATION} if the configured value is not an amount of memory
     */
    public long memoryLimit() {
        return value(MEMORY, MemorySize::parse)
                .orElseGet(() -> BackendOptions.defaults().memoryLimit());
    }

    /**
     * {@return the precision, float32 unless configured}
     *
     * @throws NtkException {@link ErrorId#CONFIGURATION} if the configured value is not a precision
     */
    public Precision precision() {
        return value(PRECISION, Precision::parse).orElse(Precision.FLOAT32);
    }

    /**
     * {@return the options of one backend}
     *
     * @param id its id
     */
    public BackendOptions backendOptions(String id) {
        Map<String, String> settings = new TreeMap<>();
        for (SettingSource source : sources) {
            source.ofBackend(id).forEach((key, setting) -> settings.putIfAbsent(key, setting.value()));
            if (source.decidesAllOf(id)) {
                break;
            }
        }
        return new BackendOptions(threads(), memoryLimit(), settings);
    }

    /** {@return the ids of the backends that each configuration file has settings for, by file} */
    public Map<String, Set<String>> configuredBackends() {
        Map<String, Set<String>> ids = new TreeMap<>();
        for (SettingSource source : sources) {
            if (source instanceof FileSettings file) {
                ids.put(file.toString(), file.backends());
            }
        }
        return ids;
    }

    /** {@return the general keys, which no backend may use as its id} */
    public static Set<String> keys() {
        return Set.copyOf(KEYS);
    }

    private Optional<Setting> find(String key) {
        return sources.stream().flatMap(source -> source.get(key).stream()).findFirst();
    }

    private <T> Optional<T> value(String key, Function<String, T> parser) {
        return find(key).map(setting -> {
            try {
                return parser.apply(setting.value());
            } catch (NtkException e) {
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "The setting '" + key + "' was given by " + setting.origin() + ": " + e.problem(),
                        e.remedy(),
                        e);
            }
        });
    }

    private static int parseThreads(String text) {
        int threads;
        try {
            threads = Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            threads = 0;
        }
        if (threads < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + text + "' is not a number of threads.",
                    "Give a whole number, at least 1.");
        }
        return threads;
    }
}
