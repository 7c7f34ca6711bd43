/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/plot-means.h"

#include <math.h>
#include <string.h>

#include "core/simplex.h"
#include "ui/label-layout.h"
#include "ui/number-format.h"
#include "ui/plot-cloud.h"
#include "ui/plot-text.h"

#define DEPTH_LEVELS 6

/* With more classes the full graph of the ghost is a grey disc, and slow: then
 * its rim alone is drawn, and lines from the middle. */
#define MAX_CLASSES_WITH_ALL_EDGES 12

/* A point on the screen; nearness in [-1, 1], 1 next to the eye. */
typedef struct
{
  double x, y, nearness;
  guint  k;
} Spot;

typedef struct
{
  cairo_t              *cr;
  TfPlotText            text;
  const TfFrame        *frame;
  const TfMeansCamera  *camera;
  const TfMeansOptions *options;
  const TfPlotStyle    *style;
  double width, height;
  double middle_x, middle_y;
  double scale; /* user units to a view unit */
} Scene;

static void
scene_set_geometry (Scene *self)
{
  double margin = MIN (self->style->text_size * 2.3, MIN (self->width, self->height) / 5);
  double radius = MAX (MIN (self->width, self->height) / 2 - margin, 0.5);

  self->middle_x = self->width / 2;
  self->middle_y = self->height / 2;
  self->scale = radius / self->camera->extent * self->camera->zoom;
}

/* FALSE where the point is too far out to be drawn at all. */
static gboolean
scene_project (const Scene *self, const double *point, Spot *spot)
{
  double p[3];

  tf_means_camera_project (self->camera, point, p);
  spot->x = self->middle_x + p[0] * self->scale;
  spot->y = self->middle_y - p[1] * self->scale;
  spot->nearness = CLAMP (p[2] / self->camera->extent, -1, 1) * self->camera->relief;
  return fabs (spot->x) < 1e5 && fabs (spot->y) < 1e5;
}

static double
get_size_factor (const Spot *spot)
{
  return 1 + 0.4 * spot->nearness;
}

static double
get_strength (const Spot *spot)
{
  return 0.7 + 0.3 * spot->nearness;
}

/* Of a line, whose middle is never as far from the eye as a corner. */
static double
get_edge_strength (const Spot *middle)
{
  return CLAMP (0.75 + 0.6 * middle->nearness, 0.35, 1);
}

static void
stroke_line (Scene *self, const Spot *a, const Spot *b)
{
  cairo_move_to (self->cr, a->x, a->y);
  cairo_line_to (self->cr, b->x, b->y);
  cairo_stroke (self->cr);
}

static gboolean
has_ghost (const TfFrame *frame)
{
  return frame->ghost_dim > 0 && frame->ghost_dim <= frame->view_dim && frame->ghost_radius > 0
         && isfinite (frame->ghost_radius);
}

static Spot *
project_ghost (const Scene *self)
{
  guint n = self->frame->ghost_dim, n_classes = self->frame->n_classes;
  g_autofree double *simplex = tf_simplex_new (n_classes);
  g_autofree double *point = g_new0 (double, self->frame->view_dim);
  double scale = self->frame->ghost_radius * sqrt (n_classes / (n_classes - 1.0));
  Spot *spots = g_new (Spot, n_classes);

  for (guint k = 0; k < n_classes; k++)
    {
      for (guint j = 0; j < n; j++)
        point[j] = scale * simplex[(gsize) k * n + j];
      if (!scene_project (self, point, spots + k))
        {
          g_free (spots);
          return NULL;
        }
    }
  return spots;
}

static void
draw_ghost_edges (Scene *self, const Spot *spots, const double rgb[3])
{
  guint n_classes = self->frame->n_classes;
  gboolean all = n_classes <= MAX_CLASSES_WITH_ALL_EDGES;

  for (guint a = 0; a < n_classes; a++)
    for (guint b = a + 1; b < n_classes; b++)
      {
        Spot middle = { .nearness = (spots[a].nearness + spots[b].nearness) / 2 };
        gboolean rim = b == a + 1 || (a == 0 && b == n_classes - 1);
        if (!all && !rim)
          continue;
        cairo_set_line_width (self->cr, self->style->thin_width * (1 + 0.8 * MAX (middle.nearness, 0)));
        tf_plot_set_color (self->cr, rgb, (rim || n_classes <= 6 ? 0.8 : 0.35) * get_edge_strength (&middle));
        stroke_line (self, spots + a, spots + b);
      }
  if (all)
    return;
  for (guint k = 0; k < n_classes; k++)
    {
      cairo_move_to (self->cr, self->middle_x, self->middle_y);
      cairo_line_to (self->cr, spots[k].x, spots[k].y);
    }
  cairo_set_line_width (self->cr, self->style->thin_width);
  tf_plot_set_color (self->cr, rgb, 0.25);
  cairo_stroke (self->cr);
}

static void
draw_ghost (Scene *self)
{
  g_autofree Spot *spots = NULL;
  double rgb[3];

  if (!self->options->show_ghost || !has_ghost (self->frame))
    return;
  spots = project_ghost (self);
  if (spots == NULL)
    return;
  tf_plot_mix (self->style->background, self->style->dim, 0.55, rgb);
  draw_ghost_edges (self, spots, rgb);
  cairo_set_line_width (self->cr, self->style->thin_width);
  for (guint k = 0; k < self->frame->n_classes; k++)
    {
      double radius = self->style->marker_radius * 0.62 * get_size_factor (spots + k);
      cairo_arc (self->cr, spots[k].x, spots[k].y, radius, 0, 2 * G_PI);
      tf_plot_set_color (self->cr, self->style->background, 1);
      cairo_fill_preserve (self->cr);
      tf_plot_set_color (self->cr, rgb, get_strength (spots + k));
      cairo_stroke (self->cr);
    }
}

static void
draw_spokes (Scene *self, const Spot *means)
{
  Spot origin = { .x = self->middle_x, .y = self->middle_y };
  double rgb[3], r = self->style->text_size * 0.22;

  cairo_set_line_width (self->cr, self->style->thin_width * 1.5);
  for (guint k = 0; k < self->frame->n_classes; k++)
    {
      tf_plot_class_color (self->style, k, self->frame->n_classes, rgb);
      tf_plot_set_color (self->cr, rgb, 0.45 * get_strength (means + k));
      if (fabs (means[k].x) < 1e5 && fabs (means[k].y) < 1e5)
        stroke_line (self, &origin, means + k);
    }
  cairo_set_line_width (self->cr, self->style->thin_width);
  tf_plot_set_color (self->cr, self->style->dim, 0.8);
  stroke_line (self, &(Spot){ .x = origin.x - r, .y = origin.y }, &(Spot){ .x = origin.x + r, .y = origin.y });
  stroke_line (self, &(Spot){ .x = origin.x, .y = origin.y - r }, &(Spot){ .x = origin.x, .y = origin.y + r });
}

static guint
get_level (const Spot *spot)
{
  return CLAMP ((int) ((spot->nearness + 1) / 2 * DEPTH_LEVELS), 0, DEPTH_LEVELS - 1);
}

/* Projects the samples into levels[], and counts[] of each; returns S spots. */
static Spot *
project_samples (const Scene *self, guint8 *levels, guint counts[DEPTH_LEVELS])
{
  guint dim = self->frame->view_dim, n = self->frame->n_kept;
  g_autofree double *point = g_new (double, dim);
  Spot *spots = g_new (Spot, n);

  memset (counts, 0, sizeof (guint) * DEPTH_LEVELS);
  for (guint s = 0; s < n; s++)
    {
      for (guint j = 0; j < dim; j++)
        point[j] = self->frame->view_samples[(gsize) s * dim + j];
      /* What is out of sight goes where it is clipped. */
      if (!scene_project (self, point, spots + s))
        spots[s] = (Spot){ .x = -1e4, .y = -1e4 };
      levels[s] = get_level (spots + s);
      counts[levels[s]]++;
    }
  return spots;
}

static void
draw_samples (Scene *self)
{
  guint n = self->frame->n_kept, n_classes = self->frame->n_classes;
  g_autofree guint8 *levels = g_new (guint8, n + 1);
  g_autofree TfDot *dots = g_new (TfDot, n + 1);
  g_autofree double (*colors)[3] = g_malloc (sizeof (double[3]) * n_classes);
  g_autofree Spot *spots = NULL;
  guint counts[DEPTH_LEVELS], next[DEPTH_LEVELS];
  double alpha = CLAMP (9 / sqrt (n + 1.0), 0.25, 0.6), radius = self->style->text_size * 0.15;

  if (!self->options->show_samples || n == 0)
    return;
  spots = project_samples (self, levels, counts);
  for (guint i = 0, sum = 0; i < DEPTH_LEVELS; sum += counts[i++])
    next[i] = sum;
  for (guint k = 0; k < n_classes; k++)
    tf_plot_class_color (self->style, k, n_classes, colors[k]);
  for (guint s = 0; s < n; s++)
    {
      Spot level = { .nearness = self->camera->relief * ((levels[s] + 0.5) * 2 / DEPTH_LEVELS - 1) };
      dots[next[levels[s]]++] = (TfDot){ .x = spots[s].x,
                                         .y = spots[s].y,
                                         .radius = radius * get_size_factor (&level),
                                         .alpha = alpha * get_strength (&level),
                                         .group = self->frame->kept_classes[s] };
    }
  tf_plot_cloud_draw (self->cr, dots, n, (const double (*)[3]) colors);
}

static void
draw_trail (Scene *self)
{
  const TfMeansTrail *trail = self->options->trail;
  guint dim = self->frame->view_dim, n_classes = self->frame->n_classes;

  if (trail == NULL || trail->dim != dim || trail->n_classes != n_classes || trail->n_points < 2)
    return;
  cairo_set_line_width (self->cr, self->style->line_width);
  for (guint k = 0; k < n_classes; k++)
    for (guint i = 1; i < trail->n_points; i++)
      {
        const double *here = trail->points + ((gsize) i * n_classes + k) * dim;
        Spot a, b;
        double rgb[3];
        if (!scene_project (self, here - (gsize) n_classes * dim, &a) || !scene_project (self, here, &b))
          continue;
        tf_plot_class_color (self->style, k, n_classes, rgb);
        tf_plot_set_color (self->cr, rgb, 0.5 * i / trail->n_points);
        stroke_line (self, &a, &b);
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

/* So that the longest row reaches the ghost, where the means go, or else the
 * farthest mean; 0 where there is nothing to draw. */
static double
get_weights_scale (const TfFrame *frame)
{
  double goal = has_ghost (frame) ? frame->ghost_radius
                                  : get_longest (frame->view_means, frame->view_dim, frame->n_classes);
  double scale = goal / get_longest (frame->view_weights, frame->view_dim, frame->n_classes);

  return isfinite (scale) && scale > 0 ? scale : 0;
}

static void
draw_arrow (Scene *self, const Spot *tip)
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

static void
draw_weights (Scene *self)
{
  guint dim = self->frame->view_dim, n_classes = self->frame->n_classes;
  double scale = get_weights_scale (self->frame), rgb[3];
  g_autofree double *point = g_new (double, dim);

  if (!self->options->show_weights || scale == 0)
    return;
  cairo_set_line_width (self->cr, self->style->line_width);
  for (guint k = 0; k < n_classes; k++)
    {
      Spot tip;
      for (guint j = 0; j < dim; j++)
        point[j] = scale * self->frame->view_weights[(gsize) k * dim + j];
      if (!scene_project (self, point, &tip))
        continue;
      tf_plot_class_color (self->style, k, n_classes, rgb);
      tf_plot_mix (rgb, self->style->foreground, 0.25, rgb);
      tf_plot_set_color (self->cr, rgb, get_strength (&tip));
      draw_arrow (self, &tip);
    }
}

static int
compare_nearness (gconstpointer a, gconstpointer b)
{
  const Spot *x = a, *y = b;

  if (x->nearness != y->nearness)
    return x->nearness < y->nearness ? -1 : 1;
  return (x->k > y->k) - (x->k < y->k);
}

static void
draw_means (Scene *self, const Spot *means)
{
  guint n_classes = self->frame->n_classes;
  g_autofree Spot *sorted = g_memdup2 (means, sizeof (Spot) * n_classes);

  qsort (sorted, n_classes, sizeof (Spot), compare_nearness);
  for (guint i = 0; i < n_classes; i++)
    {
      const Spot *spot = sorted + i;
      double radius = self->style->marker_radius * get_size_factor (spot) * (n_classes > 40 ? 0.75 : 1), rgb[3];

      if (fabs (spot->x) > 1e5 || fabs (spot->y) > 1e5)
        continue;
      tf_plot_class_color (self->style, spot->k, n_classes, rgb);
      tf_plot_mix (self->style->background, rgb, get_strength (spot) + 0.1 * (1 - self->camera->relief), rgb);
      tf_plot_marker_path (self->cr, tf_plot_class_marker (spot->k), spot->x, spot->y, radius);
      tf_plot_set_color (self->cr, self->style->background, 0.9);
      cairo_set_line_width (self->cr, self->style->thin_width * 3);
      cairo_stroke_preserve (self->cr);
      tf_plot_set_color (self->cr, rgb, 1);
      cairo_fill (self->cr);
      if ((int) spot->k != self->options->highlighted)
        continue;
      cairo_arc (self->cr, spot->x, spot->y, radius * 1.8, 0, 2 * G_PI);
      cairo_set_line_width (self->cr, self->style->line_width);
      cairo_stroke (self->cr);
    }
}

static void
draw_label (Scene *self, TfLabelLayout *layout, const Spot *spot)
{
  g_autofree char *markup = g_markup_escape_text (self->frame->class_names[spot->k], -1);
  gboolean highlighted = (int) spot->k == self->options->highlighted;
  double gap = self->style->marker_radius * 1.7, far = self->frame->n_classes <= 24 ? self->style->text_size * 4 : 0;
  double rgb[3], distance = 0;
  TfBox box;

  tf_plot_text_measure (&self->text, markup, &box.width, &box.height);
  if (!tf_label_layout_place (layout, spot->x, spot->y, spot->x - self->middle_x, spot->y - self->middle_y, gap,
                              far, &box, &distance)
      && !highlighted)
    return;
  tf_plot_class_color (self->style, spot->k, self->frame->n_classes, rgb);
  if (distance > self->style->text_size * 0.7)
    {
      tf_plot_set_color (self->cr, rgb, 0.6);
      cairo_set_line_width (self->cr, self->style->thin_width);
      stroke_line (self, spot, &(Spot){ .x = box.x + box.width / 2, .y = box.y + box.height / 2 });
    }
  tf_plot_mix (rgb, self->style->foreground, 0.35, rgb);
  tf_plot_text_draw_on_rim (&self->text, markup, box.x, box.y, 0, 0, rgb);
}

static void
draw_labels (Scene *self, const Spot *means)
{
  TfLabelLayout layout;
  double r = self->style->marker_radius;

  if (!self->options->show_labels || self->frame->class_names == NULL)
    return;
  tf_label_layout_init (&layout, &(TfBox){ 0, 0, self->width, self->height });
  for (guint k = 0; k < self->frame->n_classes; k++)
    tf_label_layout_take (&layout, &(TfBox){ means[k].x - r, means[k].y - r, 2 * r, 2 * r });
  tf_plot_text_set_size (&self->text, self->frame->n_classes > 40 ? 1 : 1.25, TRUE);
  tf_plot_text_set_max_width (&self->text, self->style->text_size * 12);
  if (self->options->highlighted >= 0 && self->options->highlighted < (int) self->frame->n_classes)
    draw_label (self, &layout, means + self->options->highlighted);
  for (guint k = 0; k < self->frame->n_classes; k++)
    if (fabs (means[k].x) < 1e5 && fabs (means[k].y) < 1e5 && (int) k != self->options->highlighted)
      draw_label (self, &layout, means + k);
  tf_plot_text_set_max_width (&self->text, 0);
  tf_label_layout_clear (&layout);
}

/* What the picture cannot say itself: at most one line each, at the bottom. */
static char *
describe_ghost (const TfFrame *frame)
{
  if (frame->ghost_dim == 0)
    return g_strdup_printf ("no simplex of %u vertices fits: K − 1 = %u &gt; d", frame->n_classes,
                            frame->n_classes - 1);
  if (isnan (frame->ghost_radius))
    return g_strdup ("no limiting simplex at λ<sub>H</sub> = 0");
  if (!(frame->ghost_radius > 0))
    return g_strdup ("the limit for β = 0 is zero: λ<sub>H</sub>λ<sub>W</sub> ≥ 1");
  return NULL;
}

/* A line that does not fit is left out: Pango cannot end subscripts in an ellipsis. */
static void
draw_caption (Scene *self, const char *markup, double *y)
{
  double margin = self->style->text_size * 0.7, width;

  tf_plot_text_measure (&self->text, markup, &width, NULL);
  if (width + 2 * margin > self->width)
    return;
  tf_plot_text_draw (&self->text, markup, margin, *y, 0, 1);
  *y -= self->style->text_size * 1.25;
}

static void
draw_captions (Scene *self)
{
  double y = self->height - self->style->text_size * 0.7;
  g_autofree char *ghost = describe_ghost (self->frame);
  const TfFrame *frame = self->frame;

  if (!self->options->show_captions || self->height < self->style->text_size * 8)
    return;
  tf_plot_text_set_size (&self->text, 0.85, FALSE);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  if (self->options->show_samples && frame->n_kept < frame->n_samples)
    {
      g_autofree char *kept = tf_format_count (frame->n_kept), *all = tf_format_count (frame->n_samples);
      g_autofree char *line = g_strdup_printf ("%s of %s samples drawn", kept, all);
      draw_caption (self, line, &y);
    }
  if (self->options->show_weights && get_weights_scale (frame) > 0)
    {
      g_autofree char *scale = tf_format_number (get_weights_scale (frame), 2);
      g_autofree char *line = g_strdup_printf ("arrows: rows of <i>W</i>, scaled by %s", scale);
      draw_caption (self, line, &y);
    }
  if (self->options->show_ghost && ghost != NULL)
    draw_caption (self, ghost, &y);
}

static void
draw_scene (Scene *self)
{
  g_autofree Spot *means = g_new (Spot, self->frame->n_classes);

  scene_set_geometry (self);
  for (guint k = 0; k < self->frame->n_classes; k++)
    {
      scene_project (self, self->frame->view_means + (gsize) k * self->frame->view_dim, means + k);
      means[k].k = k;
    }
  draw_ghost (self);
  draw_samples (self);
  draw_spokes (self, means);
  draw_trail (self);
  draw_weights (self);
  draw_means (self, means);
  draw_labels (self, means);
  draw_captions (self);
}

void
tf_plot_means_draw (cairo_t              *cr,
                    double                width,
                    double                height,
                    const TfFrame        *frame,
                    const TfMeansCamera  *camera,
                    const TfMeansOptions *options,
                    const TfPlotStyle    *style)
{
  Scene scene = { .cr = cr, .frame = frame, .camera = camera, .options = options, .style = style, .width = width,
                  .height = height };

  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  tf_plot_paint_background (cr, width, height, style);
  tf_plot_text_init (&scene.text, cr, style);
  if (frame == NULL)
    tf_plot_text_draw_message (&scene.text, "Class means appear here once there are features.", width, height);
  else if (frame->view_dim == camera->dim && camera->extent > 0)
    draw_scene (&scene);
  tf_plot_text_clear (&scene.text);
  cairo_restore (cr);
}

int
tf_plot_means_hit (double               width,
                   double               height,
                   const TfFrame       *frame,
                   const TfMeansCamera *camera,
                   const TfPlotStyle   *style,
                   double               x,
                   double               y)
{
  Scene scene = { .frame = frame, .camera = camera, .style = style, .width = width, .height = height };
  double nearest = style->marker_radius * 2;
  int hit = -1;

  if (frame == NULL || frame->view_dim != camera->dim || !(camera->extent > 0))
    return -1;
  scene_set_geometry (&scene);
  for (guint k = 0; k < frame->n_classes; k++)
    {
      Spot spot;
      scene_project (&scene, frame->view_means + (gsize) k * frame->view_dim, &spot);
      if (hypot (spot.x - x, spot.y - y) < nearest)
        {
          nearest = hypot (spot.x - x, spot.y - y);
          hit = k;
        }
    }
  return hit;
}
