/* figure-kit.h: runs to make figures of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "figure-scene.h"

G_BEGIN_DECLS

/* Synthetic features on the central path from t = 0 to t, beta being 0 for the first third; with so many pins. */
TfFigureScene *make_scene (guint n_classes, guint dim, double beta, double t, TfSurveyParts parts, guint n_pins);

GBytes *make (TfFigureScene *scene, TfFigureFormat format, const TfFigure *figure, double dpi);

G_END_DECLS
