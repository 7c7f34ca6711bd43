/* span.h: the directions that are really there, and what is zero
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. No flow that starts from W in the span of H0's columns ever
 * leaves it; but a direction outside, entered by rounding, may grow like
 * exp ((1/lambda_W - lambda_H) t). So all is computed in coordinates of an
 * orthonormal basis Q of that span, in which there is no outside. It is the span
 * of [M, L]: the class means and the within-class factor.
 *
 * What counts as zero is decided once, when the moments are made, from the type
 * that the data were stored in: with eps its unit of round-off, values are taken
 * to be wrong by `noise` times the root mean square of their coordinate,
 *
 *     noise = 2 eps + 2 sqrt (d) eps',
 *
 * eps' being that of the arithmetic they come from, with its sums of some d terms
 * (single precision where halves are stored). Of text, 2 eps is what the last digit
 * of the coordinate's column stands for (text-digits.h). A direction u is there when it is
 * longer than |u| in units of these floors, coordinate by coordinate: so none is
 * lost because others are measured in larger units.
 */
#pragma once

#include "moments.h"
#include "principal.h"

G_BEGIN_DECLS

/* Sets noise, floors and scales of moments that have their means. variances: d,
 * the diagonal of Sigma_W. */
void tf_span_measure (TfMoments *moments, const double *variances);

/* The coordinates whose variance is more than round-off, ascending. */
gsize *tf_span_list_present (const TfMoments *moments, const double *variances, gsize *n);

/* |u| measured in floors, u being given in the n coordinates `index`, each
 * divided by its scale. */
double tf_span_floor (const TfMoments *moments, gsize n, const gsize *index, const double *u);

/* In the span's coordinates: span_factor itself, or what there is in its place where coordinates are in units of
 * their own. As long as the moments live; n is 0 where Sigma_W is 0. */
TfPrincipal tf_span_get_principal (const TfMoments *moments);

/* Sets span, basis, span_means and span_factor of moments that have their factor. */
void tf_span_find (TfMoments *moments);

/* v (d x n), e.g. W(0), may lead out of the span: the basis (d x *span, newly
 * allocated) with what v adds to it. NULL when it adds nothing. */
double *tf_span_extend (const TfMoments *moments, gsize n, const double *v, gsize *span);

G_END_DECLS
