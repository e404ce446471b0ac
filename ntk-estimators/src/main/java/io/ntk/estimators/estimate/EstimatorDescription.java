package io.ntk.estimators.estimate;

/**
 * What a reader needs to choose an estimator.
 *
 * @param name the name users give, such as {@code hutch++}
 * @param summary one sentence on what it does
 * @param needs what it needs of its operators, such as {@code positive semi-definite}
 * @param errorKind the best statement it can make about its error
 * @param adaptive whether it can stop at a tolerance
 */
public record EstimatorDescription(String name, String summary, String needs, ErrorKind errorKind, boolean adaptive) {}
