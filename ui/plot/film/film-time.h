/* film-time.h: how fast time passes in a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in the window, on the logarithm of the time since the last change of parameters:
 * with the changes at c_0 = 0 < c_1 < … and the end c_n, the stretch from c_j on takes a share of the film
 * proportional to ln (1 + (c_{j+1} - c_j)/s), s = 0.1 of time, 1 of iterations; what lies before
 * the film's beginning is left out.
 */
#pragma once

#include "course.h"

G_BEGIN_DECLS

/* Where the run is in frame i of n: from `from` to `end` along the course. */
TfInstant tf_film_find_instant (const TfCourse *course, const TfInstant *from, const TfInstant *end, guint i, guint n);

/* The sum of those logarithms from `from` to `end`. */
double tf_film_measure_way (const TfCourse *course, const TfInstant *from, const TfInstant *end);

G_END_DECLS
