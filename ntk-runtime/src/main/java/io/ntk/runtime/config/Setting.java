package io.ntk.runtime.config;

/**
 * A configured value and its source.
 *
 * @param value the text as the user wrote it
 * @param origin the source, such as {@code environment variable NTK_BACKEND}
 */
record Setting(String value, String origin) {}
