package io.ntk.runtime.provider;

/**
 * A provider found on the class path.
 *
 * @param <S> the kind of provider
 * @param provider the provider
 * @param jar the file name of the jar, or the path of the folder, that it came from
 */
public record Found<S>(S provider, String jar) {}
