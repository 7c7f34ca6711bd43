/* figure-size.h: sizes as people write them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "figure.h"

G_BEGIN_DECLS

#define TF_PIXELS_PER_INCH 96.0 /* of SVG and of screens that do not say */

typedef enum
{
  TF_UNIT_INCH,
  TF_UNIT_CENTIMETRE,
  TF_UNIT_PIXEL,
  TF_N_UNITS
} TfUnit;

typedef struct
{
  double width, height; /* height 0: one that suits what is drawn */
  TfUnit unit;
} TfFigureSize;

const char *tf_unit_name (TfUnit unit); /* "in" */
double      tf_unit_get_points (TfUnit unit, double pixels_per_inch); /* in one of it */

/* "6.75x4in", "17 × 10 cm", "6.75in"; FALSE for anything else. */
gboolean tf_figure_size_parse (const char *text, TfFigureSize *size);

void tf_figure_size_apply (const TfFigureSize *size, double pixels_per_inch, TfFigure *figure);

G_END_DECLS
