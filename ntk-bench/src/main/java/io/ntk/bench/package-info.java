/** Benchmarks of the building blocks of estimates, and of the growth of their time. */
@org.jspecify.annotations.NullMarked
package io.ntk.bench;
