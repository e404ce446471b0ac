/**
 * What the spectra of kernels tell beside traces: leading eigenpairs and singular values, spectral density, effective
 * dimensions, partial traces, the distance of two kernels, and what tensors and time steps add to an alignment.
 */
@NullMarked
package io.ntk.estimators.spectrum;

import org.jspecify.annotations.NullMarked;
