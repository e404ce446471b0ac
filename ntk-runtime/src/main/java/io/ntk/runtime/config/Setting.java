package io.ntk.runtime.config;

/**
 * A configured value and who configured it.
 *
 * @param value the text as given
 * @param origin where it came from, such as {@code environment variable NTK_BACKEND}
 */
record Setting(String value, String origin) {}
