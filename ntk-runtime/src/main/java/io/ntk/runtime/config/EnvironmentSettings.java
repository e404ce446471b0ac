package io.ntk.runtime.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings from environment variables: {@code backend} is written {@code NTK_BACKEND}, and {@code djl.device} is
 * written {@code NTK_DJL_DEVICE}.
 */
record EnvironmentSettings(Map<String, String> variables) implements SettingSource {
    @Override
    public Optional<Setting> get(String key) {
        String name = variable(key);
        return Optional.ofNullable(variables.get(name))
                .filter(value -> !value.isEmpty())
                .map(value -> setting(name, value));
    }

    @Override
    public Map<String, Setting> ofBackend(String backend) {
        String prefix = variable(backend) + "_";
        Map<String, Setting> settings = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith(prefix) && name.length() > prefix.length() && !value.isEmpty()) {
                String key =
                        name.substring(prefix.length()).toLowerCase(Locale.ROOT).replace('_', '-');
                settings.put(key, setting(name, value));
            }
        });
        return settings;
    }

    private static String variable(String key) {
        return "NTK_" + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    private static Setting setting(String name, String value) {
        return new Setting(value, "environment variable " + name);
    }
}
