/* means-held-out.c: samples that were not trained on, hollow, beside those that were
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>

#include "means-scene.h"
#include "number-format.h"

/* Circles in their class's colour, and out of distribution diamonds in none. */
static void
set_look (TfMeansScene *self, guint32 class_index, double strength)
{
  double rgb[3];

  if (class_index < self->frame->n_classes)
    tf_plot_class_color (self->style, class_index, self->frame->n_classes, rgb);
  else
    tf_plot_mix (self->style->background, self->style->foreground, 0.75, rgb);
  tf_plot_set_color (self->cr, rgb, strength);
}

static void
add_mark (TfMeansScene *self, guint32 class_index, const TfMeansSpot *spot)
{
  double radius = self->style->text_size * 0.24 * tf_means_spot_get_size (spot);

  tf_plot_marker_path (self->cr, class_index < self->frame->n_classes ? TF_MARKER_CIRCLE : TF_MARKER_DIAMOND, spot->x,
                       spot->y, radius);
}

/* point: room for one in the view space. FALSE: too far away. */
static gboolean
project (const TfMeansScene *self, const TfFrameHeldOut *set, guint i, double *point, TfMeansSpot *spot)
{
  const float *samples = self->camera->fixed ? set->fixed : set->view;
  guint dim = self->frame->view_dim;

  for (guint j = 0; j < dim; j++)
    point[j] = samples[(gsize) i * dim + j];
  return tf_means_scene_project (self, point, spot);
}

/* All of one class in one stroke: that costs least. */
static void
draw_class (TfMeansScene *self, const TfFrameHeldOut *set, guint32 class_index)
{
  g_autofree double *point = g_new (double, self->frame->view_dim);
  gboolean any = FALSE;

  for (guint i = 0; i < set->n; i++)
    {
      TfMeansSpot spot;

      if (set->classes[i] != class_index || !project (self, set, i, point, &spot))
        continue;
      add_mark (self, class_index, &spot);
      any = TRUE;
    }
  if (!any)
    return;
  set_look (self, class_index, CLAMP (9 / sqrt (set->n + 1.0), 0.35, 0.9));
  cairo_stroke (self->cr);
}

void
tf_means_draw_held_out (TfMeansScene *self)
{
  if (!self->options->show_samples)
    return;
  cairo_save (self->cr);
  cairo_set_line_width (self->cr, self->style->thin_width * 1.3);
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    for (guint32 k = 0; self->frame->held_out[kind].n > 0 && k <= self->frame->n_classes; k++)
      draw_class (self, &self->frame->held_out[kind], k);
  cairo_restore (self->cr);
}

static guint
count_within (const TfMeansScene *self, const TfFrameHeldOut *set)
{
  g_autofree double *point = g_new (double, self->frame->view_dim);
  guint n = 0;

  for (guint i = 0; i < set->n; i++)
    {
      TfMeansSpot spot;

      if (project (self, set, i, point, &spot) && spot.x >= 0 && spot.x <= self->width && spot.y >= 0
          && spot.y <= self->height)
        n++;
    }
  return n;
}

char *
tf_means_describe_held_out (const TfMeansScene *self, TfHeldOutKind kind)
{
  const TfFrameHeldOut *set = &self->frame->held_out[kind];
  gboolean network = self->frame->parameters.flow == TF_FLOW_NETWORK;
  guint n_within = count_within (self, set);
  g_autofree char *n = tf_format_count (set->n), *all = tf_format_count (set->n_samples), *within = tf_format_count (n_within);
  g_autofree char *some = set->n < set->n_samples ? g_strdup_printf ("%s of %s", n, all) : g_strdup (all);
  g_autofree char *here = n_within < set->n ? g_strdup_printf (" (in the picture: %s)", within) : g_strdup ("");

  if (set->n == 0)
    return NULL;
  return g_strdup_printf ("%s: %s, %s%s%s", kind == TF_HELD_OUT_TEST ? "circles" : "diamonds",
                          kind == TF_HELD_OUT_TEST ? "test set" : "out of distribution", some, here,
                          network ? "" : ", where measured: no flow moves them");
}
