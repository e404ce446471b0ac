package io.ntk.runtime.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settings from a file {@code ntk.conf} in HOCON. The prefix {@code ntk.} is optional: {@code backend = djl} means
 * {@code ntk.backend = djl}.
 */
final class FileSettings implements SettingSource {
    private final Path file;
    private final Map<List<String>, Setting> settings;

    private FileSettings(Path file, Map<List<String>, Setting> settings) {
        this.file = file;
        this.settings = settings;
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param keys the general keys, outside the sections of backends
     * @throws NtkException {@code FILE_NOT_FOUND}, {@code FILE_UNREADABLE}, or {@code CONFIGURATION} if it is not
     *     HOCON, or holds a list or an unknown key
     */
    static FileSettings read(Path file, Set<String> keys) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND,
                    "Configuration file '" + file + "' does not exist.",
                    "Create it, or correct NTK_CONF or the system property ntk.conf.");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "Configuration file '" + file + "' is not a readable file.",
                    "Check that it is a regular file, and its permissions.");
        }
        FileSettings read = new FileSettings(file, new LinkedHashMap<>());
        read.collect(parse(file), keys);
        return read;
    }

    private static Config parse(Path file) {
        try {
            Config all = HoconFile.read(file);
            return all.hasPath("ntk") ? all.getConfig("ntk").withFallback(all.withoutPath("ntk")) : all;
        } catch (ConfigException e) {
            throw new NtkException(
                    ErrorId.CONFIGURATION,
                    "Configuration file '" + file + "' cannot be read: " + firstLine(e) + ".",
                    "Write it in HOCON, for instance: ntk.backend = native.",
                    e);
        }
    }

    private void collect(Config config, Set<String> keys) {
        for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            List<String> path = ConfigUtil.splitPath(entry.getKey());
            ConfigValue value = entry.getValue();
            String name = "ntk." + entry.getKey();
            if (path.size() == 1 && !keys.contains(path.get(0))) {
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "Configuration file '" + file + "' sets " + name + ", which does not exist.",
                        ClosestName.remedy(path.get(0), new TreeSet<>(keys)));
            }
            if (value.valueType() == ConfigValueType.LIST) {
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "Configuration file '" + file + "' sets " + name + " to a list.",
                        "Give one value.");
            }
            settings.put(path, new Setting(String.valueOf(value.unwrapped()), name + " in " + file));
        }
        for (String key : keys) {
            if (config.hasPath(key) && config.getValue(key) instanceof ConfigObject) {
                throw new NtkException(
                        ErrorId.CONFIGURATION,
                        "Configuration file '" + file + "' sets ntk." + key + " to an object.",
                        "Give one value.");
            }
        }
    }

    private static String firstLine(ConfigException e) {
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    @Override
    public Optional<Setting> get(String key) {
        return Optional.ofNullable(settings.get(List.of(key)));
    }

    @Override
    public Map<String, Setting> ofBackend(String backend) {
        Map<String, Setting> found = new TreeMap<>();
        settings.forEach((path, setting) -> {
            if (path.size() > 1 && path.get(0).equals(backend)) {
                found.put(String.join(".", path.subList(1, path.size())), setting);
            }
        });
        return found;
    }

    /** {@return the ids of the backends that have a section in this file} */
    Set<String> backends() {
        Set<String> ids = new TreeSet<>();
        settings.keySet().stream().filter(path -> path.size() > 1).forEach(path -> ids.add(path.get(0)));
        return ids;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
