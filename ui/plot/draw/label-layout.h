/* label-layout.h: places for labels that do not overlap
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double x, y, width, height;
} TfBox;

typedef struct
{
  TfBox   bounds;
  GArray *taken; /* TfBox */
} TfLabelLayout;

void     tf_label_layout_init (TfLabelLayout *self, const TfBox *bounds);
void     tf_label_layout_clear (TfLabelLayout *self);
void     tf_label_layout_take (TfLabelLayout *self, const TfBox *box);
gboolean tf_label_layout_is_free (const TfLabelLayout *self, const TfBox *box);

/* A free place for a box beside the point, `gap` away from it, in the direction
 * (dx, dy) where that is free, else turned from it as little as possible, up to
 * max_distance farther out. Takes it. FALSE: there is none. *distance (may be
 * NULL) is how much farther than gap it is. */
gboolean tf_label_layout_place (TfLabelLayout *self,
                                double         x,
                                double         y,
                                double         dx,
                                double         dy,
                                double         gap,
                                double         max_distance,
                                TfBox         *box,
                                double        *distance);

/* The same place, not taken. */
gboolean tf_label_layout_find (const TfLabelLayout *self,
                               double               x,
                               double               y,
                               double               dx,
                               double               dy,
                               double               gap,
                               double               max_distance,
                               TfBox               *box,
                               double              *distance);

G_END_DECLS
