package io.ntk.training;

import io.ntk.api.spi.BackendOptions;

/**
 * What computes a run.
 *
 * @param backend the id of the backend
 * @param engine what it says of itself: the library and its version
 * @param options its threads, memory and settings
 */
public record EngineChoice(String backend, String engine, BackendOptions options) {}
