package io.ntk.runtime.config;

import java.nio.file.Path;
import java.util.HashMap;
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
