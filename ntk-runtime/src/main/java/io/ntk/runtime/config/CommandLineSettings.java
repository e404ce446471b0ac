package io.ntk.runtime.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings from options: {@code backend} is written {@code --backend}. A backend's own settings have no options, but a program may
 * decide {@code djl.device}, or all of them by {@link Configuration#DECIDED_BACKEND}.
 */
record CommandLineSettings(Map<String, String> options) implements SettingSource {
    @Override
    public Optional<Setting> get(String key) {
        return Optional.ofNullable(options.get(key)).map(value -> new Setting(value, "option --" + key));
    }

    @Override
    public Map<String, Setting> ofBackend(String backend) {
        String prefix = backend + ".";
        Map<String, Setting> settings = new TreeMap<>();
        options.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                settings.put(key.substring(prefix.length()), new Setting(value, "the program"));
            }
        });
        return settings;
    }

    @Override
    public boolean decidesAllOf(String backend) {
        return backend.equals(options.get(Configuration.DECIDED_BACKEND));
    }
}
