/** Linear operators over trials that are sharded on Apache Spark, and sweeps over tables of checkpoints. */
@NullMarked
package io.ntk.spark;

import org.jspecify.annotations.NullMarked;
