package io.ntk.estimators.exact;

/**
 * A column of D.
 *
 * @param site the index of the affine site
 * @param index the column
 */
record SiteColumn(int site, int index) {}
