/**
 * What the spectra of kernels tell in addition to traces: leading eigenpairs and singular values, spectral density, partial
 * traces, and what tensors and time steps add to an alignment.
 */
@NullMarked
package io.ntk.estimators.spectrum;

import org.jspecify.annotations.NullMarked;
