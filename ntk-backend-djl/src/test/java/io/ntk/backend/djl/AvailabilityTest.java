package io.ntk.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.util.Utils;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvailabilityTest {
    /** What a JVM of its own runs, since an engine is loaded once for each. */
    static final class Ask {
        private Ask() {}

        public static void main(String[] args) {
            DjlBackendProvider provider = new DjlBackendProvider();
            System.out.println("offline before: " + Utils.isOfflineMode());
            Availability availability = provider.availability();
            System.out.println("available: " + availability.available());
            System.out.println("reason: " + availability.reason());
            System.out.println("remedy: " + availability.remedy());
            System.out.println("offline after: " + Utils.isOfflineMode());
            try {
                provider.create(BackendOptions.defaults()).close();
                System.out.println("created");
            } catch (NtkException e) {
                System.out.println("refused: " + e.id());
            }
        }
    }

    @TempDir
    private Path cache;

    @Test
    void saysWhatIsMissingAndDownloadsNothing() throws Exception {
        String withoutNatives = classPath(entry -> !entry.contains("pytorch-native"));
        String answer = ask(withoutNatives, cache);
        assertThat(answer)
                .contains(
                        "offline before: false",
                        "offline after: true",
                        "available: false",
                        "refused: BACKEND_UNAVAILABLE")
                .containsPattern("reason: PyTorch's native libraries did not load: .+\\.")
                .contains("remedy: Put ai.djl.pytorch:pytorch-native-cpu:2.7.1");
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void isAvailableOffline() throws Exception {
        String answer = ask(classPath(entry -> true), Utils.getCacheDir());
        assertThat(answer).contains("offline before: false", "offline after: true", "available: true", "created");
    }

    private static String classPath(Predicate<String> keep) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(keep)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String ask(String classPath, Path cacheDirectory) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath,
                "-DDJL_CACHE_DIR=" + cacheDirectory,
                "-DENGINE_CACHE_DIR=" + cacheDirectory,
                Ask.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The variables would win over the properties; offline mode must be this module's own doing.
        List.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "DJL_OFFLINE", "PYTORCH_LIBRARY_PATH")
                .forEach(builder.environment()::remove);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
