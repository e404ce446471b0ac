package io.ntk.runtime.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings from system properties: {@code backend} is written {@code ntk.backend}. */
record SystemPropertySettings(Map<String, String> properties) implements SettingSource {
    private static final String PREFIX = "ntk.";

    @Override
    public Optional<Setting> get(String key) {
        return Optional.ofNullable(properties.get(PREFIX + key)).map(value -> setting(PREFIX + key, value));
    }

    @Override
    public Map<String, Setting> ofBackend(String backend) {
        String prefix = PREFIX + backend + ".";
        Map<String, Setting> settings = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                settings.put(name.substring(prefix.length()), setting(name, value));
            }
        });
        return settings;
    }

    private static Setting setting(String name, String value) {
        return new Setting(value, "system property " + name);
    }
}
