/** Tests of the sharded operators. */
package io.ntk.spark;
