/* class-variances.h: how far the samples of each class are from their mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. v_k = (1/n_k) sum |h - m_k|^2 at any time. A sample of class
 * k is m_k + (Q V B + outside * rest) z (state.h, subspace.h), B being B U', so
 * with S_k the second moments of z in the class, L^+ Sigma_k L^+',
 *
 *     v_k = < B'B, U'S_k U > + outside^2 < rest'rest, S_k >.
 *
 * As L'L = U C'C U' + rest'rest (subspace.h), that is as well
 *
 *     v_k = < B'B - outside^2 C'C, U'S_k U > + outside^2 v_k (H0),
 *
 * by which one state costs a few products of e x u (scatter.h), whatever K is. For
 * the many states of a flow U'S_k U (u x u) and the second product are worked out once, and again as V
 * grows. They take K u^2 numbers: where these are too many (scatter.h), v_k is
 * not known but of H0 itself. A whole start (state.h) has the deviations of each class themselves.
 */
#pragma once

#include "state.h"

G_BEGIN_DECLS

/* For a start of which few states will be measured, as of a minimizer: each by itself. */
void tf_start_measure_at_once (TfStart *start);

/* Into variances (K). FALSE where they are not known. */
gboolean tf_start_get_class_variances (const TfStart *start, const double *x, double outside, double *variances);

G_END_DECLS
