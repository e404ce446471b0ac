package io.ntk.runtime.config;

import java.util.Map;
import java.util.Optional;

/** A source of settings. */
interface SettingSource {
    /**
     * {@return the value of a key, if this source sets it}
     *
     * @param key a key without the prefix {@code ntk.}, such as {@code backend}
     */
    Optional<Setting> get(String key);

    /**
     * {@return this source's settings of one backend, by key, such as {@code device}}
     *
     * @param backend its id
     */
    Map<String, Setting> ofBackend(String backend);

    /**
     * {@return whether the settings of a backend are those of {@link #ofBackend} alone, whatever later sources set}
     *
     * @param backend its id
     */
    default boolean decidesAllOf(String backend) {
        return false;
    }
}
