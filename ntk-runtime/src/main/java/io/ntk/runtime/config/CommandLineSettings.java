package io.ntk.runtime.config;

import java.util.Map;
import java.util.Optional;

/** Settings from options: {@code backend} is written {@code --backend}. A backend's own settings have no options. */
record CommandLineSettings(Map<String, String> options) implements SettingSource {
    @Override
    public Optional<Setting> get(String key) {
        return Optional.ofNullable(options.get(key)).map(value -> new Setting(value, "option --" + key));
    }

    @Override
    public Map<String, Setting> ofBackend(String backend) {
        return Map.of();
    }
}
