/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "label-layout.h"

#include <math.h>

void
tf_label_layout_init (TfLabelLayout *self, const TfBox *bounds)
{
  self->bounds = *bounds;
  self->taken = g_array_new (FALSE, FALSE, sizeof (TfBox));
}

void
tf_label_layout_clear (TfLabelLayout *self)
{
  g_clear_pointer (&self->taken, g_array_unref);
}

void
tf_label_layout_take (TfLabelLayout *self, const TfBox *box)
{
  g_array_append_vals (self->taken, box, 1);
}

static gboolean
overlaps (const TfBox *a, const TfBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

gboolean
tf_label_layout_is_free (const TfLabelLayout *self, const TfBox *box)
{
  const TfBox *bounds = &self->bounds;

  if (!(box->x >= bounds->x && box->x + box->width <= bounds->x + bounds->width && box->y >= bounds->y
        && box->y + box->height <= bounds->y + bounds->height))
    return FALSE;
  for (guint i = 0; i < self->taken->len; i++)
    if (overlaps (box, &g_array_index (self->taken, TfBox, i)))
      return FALSE;
  return TRUE;
}

gboolean
tf_label_layout_find (const TfLabelLayout *self,
                      double               x,
                      double               y,
                      double               dx,
                      double               dy,
                      double               gap,
                      double               max_distance,
                      TfBox               *box,
                      double              *distance)
{
  static const double turns[] = { 0, 25, -25, 50, -50, 80, -80, 115, -115, 150, -150, 180 };
  double straight = hypot (dx, dy) > 0 ? atan2 (dy, dx) : -G_PI / 4, step = MAX (box->height * 0.6, 1);

  for (double more = 0; more <= max_distance; more += step)
    for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
      {
        double angle = straight + turns[i] * G_PI / 180;
        double c = cos (angle), s = sin (angle);
        /* Where the box's outline is in that direction, seen from its middle. */
        double reach = MIN (box->width / 2 / MAX (fabs (c), 1e-9), box->height / 2 / MAX (fabs (s), 1e-9));
        double away = gap + more + reach * 0.9;

        box->x = x + c * away - box->width / 2;
        box->y = y + s * away - box->height / 2;
        if (!tf_label_layout_is_free (self, box))
          continue;
        if (distance != NULL)
          *distance = more;
        return TRUE;
      }
  return FALSE;
}

gboolean
tf_label_layout_place (TfLabelLayout *self,
                       double         x,
                       double         y,
                       double         dx,
                       double         dy,
                       double         gap,
                       double         max_distance,
                       TfBox         *box,
                       double        *distance)
{
  if (!tf_label_layout_find (self, x, y, dx, dy, gap, max_distance, box, distance))
    return FALSE;
  tf_label_layout_take (self, box);
  return TRUE;
}
