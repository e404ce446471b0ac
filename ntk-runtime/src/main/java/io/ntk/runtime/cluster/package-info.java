/** What a cluster offers: an engine over sharded trials, remote files, and sweep tables of checkpoints. */
@NullMarked
package io.ntk.runtime.cluster;

import org.jspecify.annotations.NullMarked;
