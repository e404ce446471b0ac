/** Benchmarks of the pieces that estimates are made of, and how their time grows. */
@org.jspecify.annotations.NullMarked
package io.ntk.bench;
