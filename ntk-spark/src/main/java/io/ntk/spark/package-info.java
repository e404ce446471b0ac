/** Linear operators over trials that are sharded on Apache Spark, and sweep tables of checkpoints. */
@NullMarked
package io.ntk.spark;

import org.jspecify.annotations.NullMarked;
