/* plot-cloud.h: many small translucent dots, quickly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plot-style.h"

G_BEGIN_DECLS

typedef struct
{
  float x, y;     /* user units */
  float radius;
  float alpha;
  guint32 group;  /* of one colour */
} TfDot;

/* dots: n, the farthest first; those of one group next to one another are drawn
 * faster. colors: r, g, b of a group. On an image surface the pixels are
 * written directly; anywhere else, the dots are strokes with round ends, as a
 * vector file wants them. */
void tf_plot_cloud_draw (cairo_t *cr, const TfDot *dots, guint n, const double (*colors)[3]);

G_END_DECLS
