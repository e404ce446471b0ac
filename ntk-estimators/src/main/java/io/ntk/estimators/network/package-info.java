/** What moved besides the kernel: metrics of the states and the weights of networks. */
@NullMarked
package io.ntk.estimators.network;

import org.jspecify.annotations.NullMarked;
