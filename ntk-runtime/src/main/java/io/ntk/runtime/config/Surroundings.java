package io.ntk.runtime.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The properties, environment and folders of the process that reads a configuration.
 *
 * @param systemProperties the system properties by name
 * @param environment the environment variables by name
 * @param directory the working directory, which is searched for {@code ntk.conf} first
 * @param home the user's home directory
 */
public record Surroundings(
        Map<String, String> systemProperties, Map<String, String> environment, Path directory, Path home) {
    /** Copies the maps. */
    public Surroundings {
        systemProperties = Map.copyOf(systemProperties);
        environment = Map.copyOf(environment);
    }

    /** {@return the folders of equation files: that of the command, if it says where, and the user's} */
    public List<Path> cellFolders() {
        List<Path> folders = new ArrayList<>();
        String beside = systemProperties.getOrDefault("ntk.cells", "");
        if (!beside.isEmpty()) {
            folders.add(Path.of(beside));
        }
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        folders.add((config.isEmpty() ? home.resolve(".config") : Path.of(config)).resolve("ntk/cells"));
        return folders;
    }

    /** {@return the surroundings of this process} */
    public static Surroundings ofProcess() {
        Map<String, String> properties = new HashMap<>();
        System.getProperties()
                .stringPropertyNames()
                .forEach(name -> properties.put(name, System.getProperty(name, "")));
        return new Surroundings(
                properties,
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty("user.home", "")));
    }
}
