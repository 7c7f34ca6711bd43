/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "means-scene.h"

#include <math.h>
#include <string.h>

#include "simplex.h"
#include "plot-cloud.h"
#include "plot-pixels.h"

#define DEPTH_LEVELS 6
#define NOTE 1.2 /* in ems */

/* With more classes the full graph of the ghost is a grey disc, and slow: then
 * its rim alone is drawn, and lines from the middle. */
#define MAX_CLASSES_WITH_ALL_EDGES 12

void
tf_means_scene_set_geometry (TfMeansScene *self)
{
  double margin = MIN (self->style->text_size * 2.6, MIN (self->width, self->height) / 5);
  double below = MIN (self->style->text_size * NOTE, margin / 2); /* what stands there of the view */
  double radius = MAX (MIN (self->width, self->height - below) / 2 - margin, 0.5);

  self->middle_x = self->width / 2;
  self->middle_y = (self->height - below) / 2;
  self->scale = radius / self->camera->extent * self->camera->zoom;
}

gboolean
tf_means_scene_project (const TfMeansScene *self, const double *point, TfMeansSpot *spot)
{
  double p[3];

  tf_means_camera_project (self->camera, point, p);
  spot->x = self->middle_x + p[0] * self->scale;
  spot->y = self->middle_y - p[1] * self->scale;
  spot->nearness = CLAMP (p[2] / self->camera->extent, -1, 1) * self->camera->relief;
  return fabs (spot->x) < 1e5 && fabs (spot->y) < 1e5;
}

double
tf_means_spot_get_size (const TfMeansSpot *spot)
{
  return 1 + 0.4 * spot->nearness;
}

double
tf_means_spot_get_strength (const TfMeansSpot *spot)
{
  return 0.75 + 0.25 * spot->nearness;
}

double
tf_means_scene_get_radius (const TfMeansScene *self, const TfMeansSpot *spot)
{
  return self->style->marker_radius * tf_means_spot_get_size (spot) * (self->frame->n_classes > 40 ? 0.75 : 1);
}

double
tf_means_scene_get_ring (const TfMeansScene *self, const TfMeansSpot *spot)
{
  return spot->k < 64 && (self->options->marked >> spot->k & 1) != 0 ? 2.6 * tf_means_scene_get_radius (self, spot) : 0;
}

void
tf_means_scene_stroke_line (TfMeansScene *self, const TfMeansSpot *a, const TfMeansSpot *b)
{
  cairo_move_to (self->cr, a->x, a->y);
  cairo_line_to (self->cr, b->x, b->y);
  cairo_stroke (self->cr);
}

gboolean
tf_means_has_ghost (const TfFrame *frame)
{
  return frame->ghost_dim > 0 && frame->ghost_dim <= frame->view_dim && frame->ghost_radius > 0
         && isfinite (frame->ghost_radius);
}

/* Of a line, whose middle is never as far from the eye as a corner. */
static double
get_edge_strength (const TfMeansSpot *middle)
{
  return CLAMP (0.75 + 0.6 * middle->nearness, 0.35, 1);
}

static TfMeansSpot *
project_ghost (const TfMeansScene *self)
{
  guint n = self->frame->ghost_dim, n_classes = self->frame->n_classes;
  g_autofree double *simplex = tf_simplex_new (n_classes);
  g_autofree double *point = g_new0 (double, self->frame->view_dim);
  double scale = self->frame->ghost_radius * sqrt (n_classes / (n_classes - 1.0));
  TfMeansSpot *spots = g_new (TfMeansSpot, n_classes);

  for (guint k = 0; k < n_classes; k++)
    {
      for (guint j = 0; j < n; j++)
        point[j] = scale * simplex[(gsize) k * n + j];
      if (!tf_means_scene_project (self, point, spots + k))
        {
          g_free (spots);
          return NULL;
        }
    }
  return spots;
}

static void
draw_ghost_edges (TfMeansScene *self, const TfMeansSpot *spots, const double rgb[3])
{
  guint n_classes = self->frame->n_classes;
  gboolean all = n_classes <= MAX_CLASSES_WITH_ALL_EDGES;

  for (guint a = 0; a < n_classes; a++)
    for (guint b = a + 1; b < n_classes; b++)
      {
        TfMeansSpot middle = { .nearness = (spots[a].nearness + spots[b].nearness) / 2 };
        gboolean rim = b == a + 1 || (a == 0 && b == n_classes - 1);
        if (!all && !rim)
          continue;
        tf_plot_draw_line (self->cr, (double[]){ spots[a].x, spots[a].y }, (double[]){ spots[b].x, spots[b].y },
                           self->style->thin_width * (1 + 0.8 * MAX (middle.nearness, 0)), rgb,
                           (rim || n_classes <= 6 ? 0.8 : 0.35) * get_edge_strength (&middle));
      }
  if (all)
    return;
  for (guint k = 0; k < n_classes; k++)
    tf_plot_draw_line (self->cr, (double[]){ self->middle_x, self->middle_y }, (double[]){ spots[k].x, spots[k].y },
                       self->style->thin_width, rgb, 0.25);
}

/* A ring around what is left of the background. */
static void
draw_ghost_corner (TfMeansScene *self, const TfMeansSpot *spot, const double rgb[3])
{
  double radius = self->style->marker_radius * 0.62 * tf_means_spot_get_size (spot);
  double half = self->style->thin_width / 2, strength = tf_means_spot_get_strength (spot);
  TfPixels pixels;

  if (tf_pixels_open (self->cr, &pixels))
    {
      tf_pixels_write_dot (&pixels, spot->x, spot->y, radius + half, self->style->background, 1);
      tf_pixels_write_dot (&pixels, spot->x, spot->y, radius + half, rgb, strength);
      tf_pixels_write_dot (&pixels, spot->x, spot->y, radius - half, self->style->background, 1);
      tf_pixels_close (&pixels);
      return;
    }
  cairo_arc (self->cr, spot->x, spot->y, radius, 0, 2 * G_PI);
  tf_plot_set_color (self->cr, self->style->background, 1);
  cairo_fill_preserve (self->cr);
  tf_plot_set_color (self->cr, rgb, strength);
  cairo_set_line_width (self->cr, 2 * half);
  cairo_stroke (self->cr);
}

void
tf_means_draw_ghost (TfMeansScene *self)
{
  g_autofree TfMeansSpot *spots = NULL;
  double rgb[3];

  if (!self->options->show_ghost || !tf_means_has_ghost (self->frame))
    return;
  spots = project_ghost (self);
  if (spots == NULL)
    return;
  tf_plot_mix (self->style->background, self->style->dim, 0.55, rgb);
  draw_ghost_edges (self, spots, rgb);
  for (guint k = 0; k < self->frame->n_classes; k++)
    draw_ghost_corner (self, spots + k, rgb);
}

/* The second ghost: every class's marker, hollow and dashed, where it will end. */
void
tf_means_draw_limit (TfMeansScene *self)
{
  const double dashes[] = { self->style->text_size * 0.22, self->style->text_size * 0.16 };
  guint dim = self->frame->view_dim, n_classes = self->frame->n_classes;

  if (self->options->limit == NULL)
    return;
  cairo_save (self->cr);
  cairo_set_dash (self->cr, dashes, 2, 0);
  cairo_set_line_width (self->cr, self->style->thin_width * 1.5);
  for (guint k = 0; k < n_classes; k++)
    {
      TfMeansSpot spot;
      double rgb[3];

      if (!tf_means_scene_project (self, self->options->limit + (gsize) k * dim, &spot))
        continue;
      tf_plot_class_color (self->style, k, n_classes, rgb);
      tf_plot_set_color (self->cr, rgb, tf_means_spot_get_strength (&spot));
      tf_plot_marker_path (self->cr, tf_plot_class_marker (k), spot.x, spot.y,
                           self->style->marker_radius * 1.25 * tf_means_spot_get_size (&spot));
      cairo_stroke (self->cr);
    }
  cairo_restore (self->cr);
}

/* Small and hollow, on spokes with the companion's dashes. */
static void
draw_companion (TfMeansScene *self, const TfCompanion *companion)
{
  guint dim = self->frame->view_dim, n_classes = self->frame->n_classes;

  for (guint k = 0; k < n_classes; k++)
    {
      TfLineLook look = { .width = 0.7 }, faded;
      TfMeansSpot spot;

      if (!tf_means_scene_project (self, tf_means_camera_get_means (self->camera, companion->frame) + (gsize) k * dim, &spot))
        continue;
      tf_plot_class_color (self->style, k, n_classes, look.rgb);
      faded = tf_companion_get_look (companion, &look, self->style);
      tf_line_look_apply (&faded, self->cr, self->style);
      cairo_move_to (self->cr, self->middle_x, self->middle_y);
      cairo_line_to (self->cr, spot.x, spot.y);
      cairo_stroke (self->cr);
      cairo_set_dash (self->cr, NULL, 0, 0);
      tf_plot_marker_path (self->cr, tf_plot_class_marker (k), spot.x, spot.y,
                           self->style->marker_radius * 0.7 * tf_means_spot_get_size (&spot));
      tf_plot_set_color (self->cr, self->style->background, 1);
      cairo_fill_preserve (self->cr);
      tf_plot_set_color (self->cr, faded.rgb, 1);
      cairo_set_line_width (self->cr, self->style->thin_width * 1.5);
      cairo_stroke (self->cr);
    }
}

void
tf_means_draw_companions (TfMeansScene *self)
{
  const TfCompanions *companions = &self->options->companions;

  cairo_save (self->cr);
  for (guint i = companions->n; i-- > 0;)
    if (tf_companion_shares_view (companions->items + i, self->frame, self->camera->fixed))
      draw_companion (self, companions->items + i);
  cairo_restore (self->cr);
}

void
tf_means_draw_spokes (TfMeansScene *self, const TfMeansSpot *means)
{
  const double origin[2] = { self->middle_x, self->middle_y };
  double rgb[3], r = self->style->text_size * 0.22;

  for (guint k = 0; k < self->frame->n_classes; k++)
    {
      tf_plot_class_color (self->style, k, self->frame->n_classes, rgb);
      if (fabs (means[k].x) < 1e5 && fabs (means[k].y) < 1e5)
        tf_plot_draw_line (self->cr, origin, (double[]){ means[k].x, means[k].y }, self->style->thin_width * 1.5, rgb,
                           0.45 * tf_means_spot_get_strength (means + k));
    }
  cairo_set_line_width (self->cr, self->style->thin_width);
  tf_plot_set_color (self->cr, self->style->dim, 0.8);
  cairo_move_to (self->cr, origin[0] - r, origin[1]);
  cairo_line_to (self->cr, origin[0] + r, origin[1]);
  cairo_move_to (self->cr, origin[0], origin[1] - r);
  cairo_line_to (self->cr, origin[0], origin[1] + r);
  cairo_stroke (self->cr);
}

static guint
get_level (const TfMeansSpot *spot)
{
  return CLAMP ((int) ((spot->nearness + 1) / 2 * DEPTH_LEVELS), 0, DEPTH_LEVELS - 1);
}

/* Projects the samples into levels[], and counts[] of each; returns S spots. */
static TfMeansSpot *
project_samples (const TfMeansScene *self, guint8 *levels, guint counts[DEPTH_LEVELS])
{
  guint dim = self->frame->view_dim, n = self->frame->n_kept;
  g_autofree double *point = g_new (double, dim);
  TfMeansSpot *spots = g_new (TfMeansSpot, n);
  const float *samples = tf_means_camera_get_samples (self->camera, self->frame);

  memset (counts, 0, sizeof (guint) * DEPTH_LEVELS);
  for (guint s = 0; s < n; s++)
    {
      for (guint j = 0; j < dim; j++)
        point[j] = samples[(gsize) s * dim + j];
      /* What is out of sight goes where it is clipped. */
      if (!tf_means_scene_project (self, point, spots + s))
        spots[s] = (TfMeansSpot){ .x = -1e4, .y = -1e4 };
      levels[s] = get_level (spots + s);
      counts[levels[s]]++;
    }
  return spots;
}

/* Many are thinner, so that they can be seen through; on a dark ground thin dots are lost sooner. */
static double
get_cloud_alpha (const TfPlotStyle *style, guint n)
{
  double alpha = CLAMP (9 / sqrt (n + 1.0), 0.25, 0.6);

  return style->dark ? MIN (1.5 * alpha, 0.8) : alpha;
}

void
tf_means_draw_samples (TfMeansScene *self)
{
  guint n = self->frame->n_kept, n_classes = self->frame->n_classes;
  g_autofree guint8 *levels = g_new (guint8, n + 1);
  g_autofree TfDot *dots = g_new (TfDot, n + 1);
  g_autofree double (*colors)[3] = g_malloc (sizeof (double[3]) * n_classes);
  g_autofree TfMeansSpot *spots = NULL;
  guint counts[DEPTH_LEVELS], next[DEPTH_LEVELS];
  double alpha = get_cloud_alpha (self->style, n), radius = self->style->text_size * 0.15 * self->style->growth;

  if (!self->options->show_samples || n == 0)
    return;
  spots = project_samples (self, levels, counts);
  for (guint i = 0, sum = 0; i < DEPTH_LEVELS; sum += counts[i++])
    next[i] = sum;
  for (guint k = 0; k < n_classes; k++)
    tf_plot_class_color (self->style, k, n_classes, colors[k]);
  for (guint s = 0; s < n; s++)
    {
      TfMeansSpot level = { .nearness = self->camera->relief * ((levels[s] + 0.5) * 2 / DEPTH_LEVELS - 1) };
      dots[next[levels[s]]++] = (TfDot){ .x = spots[s].x,
                                         .y = spots[s].y,
                                         .radius = radius * tf_means_spot_get_size (&level),
                                         .alpha = alpha * tf_means_spot_get_strength (&level),
                                         .group = self->frame->kept_classes[s] };
    }
  tf_plot_cloud_draw (self->cr, dots, n, (const double (*)[3]) colors);
}

void
tf_means_draw_trail (TfMeansScene *self)
{
  const TfMeansTrail *trail = self->options->trail;
  guint dim = self->frame->view_dim, n_classes = self->frame->n_classes;

  if (trail == NULL || trail->dim != dim || trail->n_classes != n_classes || trail->n_points < 2)
    return;
  for (guint k = 0; k < n_classes; k++)
    for (guint i = 1; i < trail->n_points; i++)
      {
        const double *here = trail->points + ((gsize) i * n_classes + k) * dim;
        TfMeansSpot a, b;
        double rgb[3];
        if (!tf_means_scene_project (self, here - (gsize) n_classes * dim, &a)
            || !tf_means_scene_project (self, here, &b))
          continue;
        tf_plot_class_color (self->style, k, n_classes, rgb);
        tf_plot_draw_line (self->cr, (double[]){ a.x, a.y }, (double[]){ b.x, b.y }, self->style->line_width, rgb,
                           0.5 * i / trail->n_points);
      }
}

/* The longest of K columns of D. */
static double
get_longest (const double *columns, guint dim, guint n_columns)
{
  double longest = 0;

  for (guint k = 0; k < n_columns; k++)
    {
      double length = 0;
      for (guint j = 0; j < dim; j++)
        length = hypot (length, columns[(gsize) k * dim + j]);
      longest = MAX (longest, length);
    }
  return longest;
}

double
tf_means_get_weights_scale (const TfMeansScene *self)
{
  const TfFrame *frame = self->frame;
  const double *means = tf_means_camera_get_means (self->camera, frame);
  const double *weights = tf_means_camera_get_weights (self->camera, frame);
  double goal = tf_means_has_ghost (frame) ? frame->ghost_radius
                                           : get_longest (means, frame->view_dim, frame->n_classes);
  double scale = goal / get_longest (weights, frame->view_dim, frame->n_classes);

  return isfinite (scale) && scale > 0 ? scale : 0;
}

static void
draw_arrow (TfMeansScene *self, const TfMeansSpot *tip)
{
  double dx = tip->x - self->middle_x, dy = tip->y - self->middle_y, length = hypot (dx, dy);
  double head = MIN (self->style->text_size * 0.6, length);

  if (!(length > 0))
    return;
  dx /= length;
  dy /= length;
  cairo_move_to (self->cr, self->middle_x, self->middle_y);
  cairo_line_to (self->cr, tip->x - dx * head * 0.8, tip->y - dy * head * 0.8);
  cairo_stroke (self->cr);
  cairo_move_to (self->cr, tip->x, tip->y);
  cairo_line_to (self->cr, tip->x - head * (dx + 0.38 * dy), tip->y - head * (dy - 0.38 * dx));
  cairo_line_to (self->cr, tip->x - head * (dx - 0.38 * dy), tip->y - head * (dy + 0.38 * dx));
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

void
tf_means_draw_weights (TfMeansScene *self)
{
  guint dim = self->frame->view_dim, n_classes = self->frame->n_classes;
  const double *weights = tf_means_camera_get_weights (self->camera, self->frame);
  double scale = self->options->show_weights ? tf_means_get_weights_scale (self) : 0, rgb[3];
  g_autofree double *point = g_new (double, dim);

  if (scale == 0)
    return;
  cairo_set_line_width (self->cr, self->style->line_width);
  for (guint k = 0; k < n_classes; k++)
    {
      TfMeansSpot tip;
      for (guint j = 0; j < dim; j++)
        point[j] = scale * weights[(gsize) k * dim + j];
      if (!tf_means_scene_project (self, point, &tip))
        continue;
      tf_plot_class_color (self->style, k, n_classes, rgb);
      tf_plot_mix (rgb, self->style->foreground, 0.25, rgb);
      tf_plot_set_color (self->cr, rgb, tf_means_spot_get_strength (&tip));
      draw_arrow (self, &tip);
    }
}
