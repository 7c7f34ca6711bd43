/* film-marks.h: what a lesson's step speaks of, as it stands out in the pictures of a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * As in the window: a ring around a class, a heavy line, a frame around a cell or a plot,
 * a parameter's value that leaps to the eye. highlights: TfLessonHighlight, or NULL.
 */
#pragma once

#include "figure.h"
#include "lesson.h"

G_BEGIN_DECLS

/* Classes by their names in that frame; what is not there is not marked. */
void tf_film_mark_plots (const GArray      *highlights,
                         const TfFrame     *frame,
                         TfMeansOptions    *means,
                         TfTracesOptions   *traces,
                         TfGeometryOptions *geometry);

/* The panels of that name; "theory" is all that is no plot of the run. */
void tf_film_mark_panels (const GArray *highlights, TfFigure *figure);

gboolean tf_film_is_marked (const GArray *highlights, const TfParameterInfo *info);

G_END_DECLS
