/**
 * Exact traces of neural tangent kernels and their products, from step Jacobians and features, without forming J.
 *
 * <p>A parameter enters a step through affine sites a = W f + b. With the one-step features f, the local derivatives D of the sites and
 * the propagation P, the columns of J for a site are P D ⊗ f, and Θ = P K Pᵀ with the one-step kernel
 * K(τ, τ′) = Σ_sites ⟨f(τ), f(τ′)⟩ D(τ) D(τ′)ᵀ, where τ stands for a trial and a step. P is a block for each trial. With
 * G_b = P_{a,b}ᵀ P_{b,b} of trial b, there are two ways to sum the trace of a product.
 *
 * <ul>
 *   <li>By features: Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F = ‖Σ_b Σ_{t,t′} f_a(bt) ⊗ f_b(bt′) ⊗ D_aᵀ G_b(t, t′) D_b‖²_F. The outer product is M × M
 *       for M parameters, so this costs about 2 M² B T flops: the square of the number of gates.
 *   <li>By trials: Tr(Θ_a Θ_b) = Σ_{b,c} Tr(K_a[b, c] G_c K_b[c, b] G_bᵀ), symmetric in b and c. Here no sum runs over parameters. The D of
 *       all sites are sorted into V <em>entries</em>, directions r_g in which parameters push a step: D[·, i] = d_i r_g. If each
 *       parameter pushes along one entry, K is diagonal in them: K[τ g, τ′ g′] = δ(g, g′) k_g(τ, τ′) with
 *       k_g(τ, τ′) = Σ_{i ∈ g} d_i(τ) d_i(τ′) ⟨f(τ), f(τ′)⟩. So this costs about 2 B² T³ V² flops however many gates there are.
 * </ul>
 *
 * <p>The sites of rnn, leaky and gru cells all push single units of h: V = H. In an LSTM, i, f and g push c, and h with it, along one
 * direction, o pushes h along another: V = 2H. The units of lower layers push those of higher ones along directions of their own. Outputs
 * add an entry each. A site of low rank adds an entry for each of its values. Elementwise weights and frozen entries weigh the features in
 * k_g. In a Runge–Kutta step, or where a tensor enters at two unlike places, one parameter pushes along several directions, K is not
 * diagonal, and only the contraction by features remains. Tensors that are told apart need a k for each by trials, and nothing by
 * features. {@code Contractions} counts both and takes the cheaper that fits the memory limit.
 *
 * <p>Either sum can be restricted to the pairs of trials between two groups, b in one and c in the other: by trials to those pairs of blocks, by
 * features to 2⟨M_1, M_2⟩ with the sums M_1 and M_2 over the trials of either group. So trials may be divided among processes of which each
 * has a few: {@code GroupedNtk} adds what they find.
 */
@NullMarked
package io.ntk.estimators.exact;

import org.jspecify.annotations.NullMarked;
