package io.ntk.runtime.config;

import java.util.Map;
import java.util.Optional;

/** One place that users write settings in. */
interface SettingSource {
    /**
     * {@return what this place says about a key, if anything}
     *
     * @param key a key without the prefix {@code ntk.}, such as {@code backend}
     */
    Optional<Setting> get(String key);

    /**
     * {@return the settings of one backend that this place holds, by their keys, such as {@code device}}
     *
     * @param backend its id
     */
    Map<String, Setting> ofBackend(String backend);
}
