package io.ntk.runtime.provider;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the providers of a service with {@link ServiceLoader}, and the jar of each. */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);

    private Discovery() {}

    /**
     * Finds every provider of a service.
     *
     * @param service the service
     * @param loader the class loader of the providers
     * @throws NtkException {@link ErrorId#BROKEN_PROVIDER} naming the provider, if one cannot be instantiated
     */
    static <S> List<Found<S>> find(Class<S> service, ClassLoader loader) {
        List<Found<S>> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<S>> providers =
                ServiceLoader.load(service, loader).stream().iterator();
        while (hasNext(service, providers)) {
            ServiceLoader.Provider<S> provider = next(service, providers);
            String jar = jar(provider.type());
            found.add(new Found<>(make(provider, jar), jar));
            LOG.debug(
                    "Found {} {} in {}",
                    service.getSimpleName(),
                    provider.type().getName(),
                    jar);
        }
        return found;
    }

    private static boolean hasNext(Class<?> service, Iterator<?> providers) {
        try {
            return providers.hasNext();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw unusable(service, e);
        }
    }

    private static <S> ServiceLoader.Provider<S> next(Class<S> service, Iterator<ServiceLoader.Provider<S>> providers) {
        try {
            return providers.next();
        } catch (ServiceConfigurationError | LinkageError e) {
            throw unusable(service, e);
        }
    }

    private static NtkException unusable(Class<?> service, Throwable e) {
        return new NtkException(
                ErrorId.BROKEN_PROVIDER,
                "A service entry cannot be used: " + sentence(e),
                "Repair or remove the jar whose META-INF/services/" + service.getName() + " holds it.",
                e);
    }

    private static <S> S make(ServiceLoader.Provider<S> provider, String jar) {
        try {
            return provider.get();
        } catch (ServiceConfigurationError | LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw broken(provider.type().getName(), jar, "cannot be made", cause);
        }
    }

    /** {@return the refusal of a provider that threw} */
    static NtkException broken(String name, String jar, String predicate, Throwable cause) {
        return new NtkException(
                ErrorId.BROKEN_PROVIDER,
                "Provider " + name + " of " + jar + " " + predicate + ": " + sentence(cause),
                "Repair it or remove its jar from the class path.",
                cause);
    }

    private static String sentence(Throwable e) {
        String text = e instanceof ServiceConfigurationError && e.getMessage() != null ? e.getMessage() : e.toString();
        String line =
                text.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("");
        return line.endsWith(".") ? line : line + ".";
    }

    private static String jar(Class<?> type) {
        @Nullable CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "the Java runtime";
        }
        try {
            URI uri = source.getLocation().toURI();
            Path path = Path.of(uri);
            Path name = path.getFileName();
            return Files.isDirectory(path) || name == null ? path.toString() : name.toString();
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            return source.getLocation().toString();
        }
    }
}
