/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot-means.h"

#include <math.h>

#include "label-layout.h"
#include "means-scene.h"
#include "number-format.h"

/* With more, what is drawn for each class must cost little. */
#define MANY_CLASSES 200

static int
compare_nearness (gconstpointer a, gconstpointer b)
{
  const TfMeansSpot *x = a, *y = b;

  if (x->nearness != y->nearness)
    return x->nearness < y->nearness ? -1 : 1;
  return (x->k > y->k) - (x->k < y->k);
}

/* A marker on a rim of the background. Of many, the rim is a larger marker below: a third
 * of the cost of a stroke. */
static void
draw_marker (TfMeansScene *self, const TfMeansSpot *spot, double radius, const double rgb[3])
{
  TfMarker marker = tf_plot_class_marker (spot->k);
  double rim = self->style->thin_width * 1.5;

  tf_plot_set_color (self->cr, self->style->background, 0.9);
  if (self->frame->n_classes > MANY_CLASSES)
    {
      tf_plot_marker_path (self->cr, marker, spot->x, spot->y, radius + rim);
      cairo_fill (self->cr);
      tf_plot_marker_path (self->cr, marker, spot->x, spot->y, radius);
    }
  else
    {
      tf_plot_marker_path (self->cr, marker, spot->x, spot->y, radius);
      cairo_set_line_width (self->cr, 2 * rim);
      cairo_stroke_preserve (self->cr);
    }
  tf_plot_set_color (self->cr, rgb, 1);
  cairo_fill (self->cr);
}

/* What a lesson speaks of. */
static void
draw_ring (TfMeansScene *self, const TfMeansSpot *spot, const double rgb[3])
{
  cairo_new_sub_path (self->cr);
  cairo_arc (self->cr, spot->x, spot->y, tf_means_scene_get_ring (self, spot), 0, 2 * G_PI);
  tf_plot_set_color (self->cr, self->style->background, 0.8);
  cairo_set_line_width (self->cr, 4.5 * self->style->line_width);
  cairo_stroke_preserve (self->cr);
  tf_plot_set_color (self->cr, rgb, 1);
  cairo_set_line_width (self->cr, 2 * self->style->line_width);
  cairo_stroke (self->cr);
}

static void
draw_means (TfMeansScene *self, const TfMeansSpot *means)
{
  guint n_classes = self->frame->n_classes;
  g_autofree TfMeansSpot *sorted = g_memdup2 (means, sizeof (TfMeansSpot) * n_classes);

  qsort (sorted, n_classes, sizeof (TfMeansSpot), compare_nearness);
  for (guint i = 0; i < n_classes; i++)
    {
      const TfMeansSpot *spot = sorted + i;
      double radius = tf_means_scene_get_radius (self, spot), rgb[3];

      if (fabs (spot->x) > 1e5 || fabs (spot->y) > 1e5)
        continue;
      tf_plot_class_color (self->style, spot->k, n_classes, rgb);
      tf_plot_mix (self->style->background, rgb,
                   tf_means_spot_get_strength (spot) + 0.1 * (1 - self->camera->relief), rgb);
      draw_marker (self, spot, radius, rgb);
      if (tf_means_scene_get_ring (self, spot) > 0)
        draw_ring (self, spot, rgb);
      if ((int) spot->k != self->options->highlighted)
        continue;
      cairo_arc (self->cr, spot->x, spot->y, radius * 1.8, 0, 2 * G_PI);
      cairo_set_line_width (self->cr, self->style->line_width);
      cairo_stroke (self->cr);
    }
}

/* Its name; pointed at, how many samples it has, too. */
static char *
describe_class (const TfFrame *frame, guint k, gboolean in_full)
{
  g_autofree char *name = g_markup_escape_text (frame->class_names[k], -1), *size = NULL;

  if (!in_full || frame->class_sizes == NULL)
    return g_steal_pointer (&name);
  size = tf_format_count (frame->class_sizes[k]);
  return g_strdup_printf ("%s  <span weight='normal'><i>n</i> = %s</span>", name, size);
}

/* Whether a label of that many characters, all of them narrow, would find a place. Of a
 * thousand names few do, and shaping a text costs more than to ask. */
static gboolean
has_room (TfMeansScene *self, const TfLabelLayout *layout, const TfMeansSpot *spot, double gap)
{
  double size = self->text.size, length = g_utf8_strlen (self->frame->class_names[spot->k], -1);
  TfBox box = { .width = MIN (length * size * 0.35, self->style->text_size * 12), .height = size };

  return tf_label_layout_find (layout, spot->x, spot->y, spot->x - self->middle_x, spot->y - self->middle_y, gap, 0,
                               &box, NULL);
}

static void
draw_label (TfMeansScene *self, TfLabelLayout *layout, const TfMeansSpot *spot)
{
  gboolean highlighted = (int) spot->k == self->options->highlighted;
  g_autofree char *markup = describe_class (self->frame, spot->k, highlighted);
  double gap = fmax (self->style->marker_radius * 1.7, tf_means_scene_get_ring (self, spot) * 1.25);
  double far = self->frame->n_classes <= 24 ? self->style->text_size * 4 : 0;
  double rgb[3], distance = 0;
  TfBox box;

  if (self->frame->n_classes > MANY_CLASSES && !highlighted && !has_room (self, layout, spot, gap))
    return;
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
      tf_means_scene_stroke_line (self, spot,
                                  &(TfMeansSpot){ .x = box.x + box.width / 2, .y = box.y + box.height / 2 });
    }
  tf_plot_text_draw_on_rim (&self->text, markup, box.x, box.y, 0, 0, rgb);
}

static void
draw_labels (TfMeansScene *self, const TfMeansSpot *means)
{
  TfLabelLayout layout;

  if (!self->options->show_labels || self->frame->class_names == NULL)
    return;
  tf_label_layout_init (&layout, &(TfBox){ 0, 0, self->width, self->height });
  for (guint k = 0; k < self->frame->n_classes; k++)
    {
      double r = fmax (self->style->marker_radius, tf_means_scene_get_ring (self, means + k));

      tf_label_layout_take (&layout, &(TfBox){ means[k].x - r, means[k].y - r, 2 * r, 2 * r });
    }
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
  if (isnan (frame->ghost_radius) && frame->parameters.lambda_h > 0)
    return NULL; /* a limit there is, but its size is not known here */
  if (isnan (frame->ghost_radius))
    return g_strdup ("no limiting simplex at λ<sub>H</sub> = 0");
  if (!tf_frame_is_balanced (frame))
    return g_strdup (frame->ghost_radius > 0 ? "ghost: the simplex of classes of equal size"
                                             : "for classes of equal size the limit at β = 0 is zero");
  if (!(frame->ghost_radius > 0))
    return g_strdup ("the limit for β = 0 is zero: λ<sub>H</sub>λ<sub>W</sub> ≥ 1");
  return NULL;
}

/* How much classes differ in size; NULL where they do not. Caller frees. */
static char *
describe_sizes (const TfFrame *frame)
{
  g_autofree char *least = NULL, *most = NULL;
  guint smallest = 0, largest = 0;

  if (tf_frame_is_balanced (frame))
    return NULL;
  for (guint k = 1; k < frame->n_classes; k++)
    {
      smallest = frame->class_sizes[k] < frame->class_sizes[smallest] ? k : smallest;
      largest = frame->class_sizes[k] > frame->class_sizes[largest] ? k : largest;
    }
  least = tf_format_count (frame->class_sizes[smallest]);
  most = tf_format_count (frame->class_sizes[largest]);
  return g_strdup_printf ("classes of %s to %s samples", least, most);
}

char *
tf_plot_means_describe_view (const TfFrame *frame, const TfMeansCamera *camera)
{
  double share = tf_means_camera_get_share (camera, frame);
  const char *name = camera->fixed ? "fixed view" : "view follows the means";
  guint seen = tf_means_camera_get_n_seen (camera);
  g_autofree char *part = NULL;

  if (isnan (share))
    return NULL;
  /* What is not all is never rounded up to it. */
  part = share > 0.9995 ? g_strdup ("all") : g_strdup_printf ("%.0f\u202f%%", MIN (100 * share, 99));
  if (seen < camera->dim)
    return g_strdup_printf (camera->fixed ? "%s: %s of the means’ length in %u of %u dimensions"
                                          : "%s: %s of their length in %u of %u dimensions",
                            name, part, seen, camera->dim);
  return g_strdup_printf (camera->fixed ? "%s: %s of the means’ length" : "%s: %s of their length", name, part);
}

/* A line that does not fit is left out: Pango cannot end subscripts in an ellipsis. */
static void
draw_caption (TfMeansScene *self, const char *markup, double *y)
{
  double margin = self->style->text_size * 0.7, width;

  tf_plot_text_measure (&self->text, markup, &width, NULL);
  if (width + 2 * margin > self->width)
    return;
  tf_plot_text_draw (&self->text, markup, margin, *y, 0, 1);
  *y -= self->style->text_size * 1.25;
}

/* Where samples and the ghost need the room for themselves, and what stands beside says the same. */
static gboolean
is_small (const TfMeansScene *self)
{
  return self->height < self->style->text_size * 24;
}

/* Its line and marker, and its name. */
static void
draw_companion_caption (TfMeansScene *self, const TfCompanion *companion, double *y)
{
  double em = self->style->text_size, margin = em * 0.7, length = em * 2.4, width, middle = *y - em * 0.5;
  g_autofree char *name = tf_companion_get_markup (companion);
  TfLineLook look = tf_companion_get_sample (companion, self->style);

  tf_plot_text_measure (&self->text, name, &width, NULL);
  if (margin + length + em * 0.9 + width > self->width || is_small (self))
    return;
  tf_line_look_draw_sample (&look, self->cr, self->style, margin, middle, length, 1);
  tf_plot_marker_path (self->cr, tf_plot_class_marker (0), margin + length, middle, em * 0.26);
  tf_plot_set_color (self->cr, self->style->background, 1);
  cairo_fill_preserve (self->cr);
  tf_plot_set_color (self->cr, look.rgb, 1);
  cairo_set_line_width (self->cr, self->style->thin_width * 1.5);
  cairo_stroke (self->cr);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  tf_plot_text_draw (&self->text, name, margin + length + em * 0.6, *y, 0, 1);
  *y -= em * 1.25;
}

static void
draw_captions (TfMeansScene *self)
{
  double y = self->height - self->style->text_size * 0.7;
  g_autofree char *ghost = describe_ghost (self->frame), *view = tf_plot_means_describe_view (self->frame, self->camera);
  g_autofree char *sizes = describe_sizes (self->frame);
  const TfFrame *frame = self->frame;

  if (!self->options->show_captions || self->height < self->style->text_size * 8)
    return;
  tf_plot_text_set_size (&self->text, TF_PLOT_LEAST_TEXT, FALSE);
  tf_plot_set_color (self->cr, self->style->dim, 1);
  if (self->options->note != NULL)
    draw_caption (self, self->options->note, &y);
  if (view != NULL)
    draw_caption (self, view, &y);
  if (sizes != NULL)
    draw_caption (self, sizes, &y);
  if (self->options->show_samples && frame->n_kept < frame->n_samples)
    {
      g_autofree char *kept = tf_format_count (frame->n_kept), *all = tf_format_count (frame->n_samples);
      g_autofree char *line = g_strdup_printf ("%s of %s samples drawn", kept, all);
      draw_caption (self, line, &y);
    }
  for (int kind = 0; kind < TF_N_HELD_OUT && self->options->show_samples; kind++)
    {
      g_autofree char *line = tf_means_describe_held_out (self, kind);

      if (line != NULL)
        draw_caption (self, line, &y);
    }
  if (self->options->show_weights && tf_means_get_weights_scale (self) > 0)
    {
      g_autofree char *scale = tf_format_number (tf_means_get_weights_scale (self), 2);
      g_autofree char *line = g_strdup_printf ("arrows: rows of <i>W</i>, scaled by %s", scale);
      draw_caption (self, line, &y);
    }
  for (guint i = self->options->companions.n; i-- > 0;)
    if (tf_companion_shares_view (self->options->companions.items + i, self->frame, self->camera->fixed))
      draw_companion_caption (self, self->options->companions.items + i, &y);
  if (self->options->limit != NULL)
    draw_caption (self, "dashed: where the flow will end, the minimizer <i>H</i><sub>1/β</sub>", &y);
  if (self->options->show_ghost && ghost != NULL && !is_small (self))
    draw_caption (self, ghost, &y);
}

static void
draw_name (TfMeansScene *self)
{
  g_autofree char *markup = self->options->name != NULL ? g_markup_escape_text (self->options->name, -1) : NULL;
  double em = self->style->text_size, width = 0;

  if (markup != NULL)
    {
      tf_plot_text_set_size (&self->text, 1.4, TRUE);
      tf_plot_text_draw_on_rim (&self->text, markup, em, em * 0.8, 0, 0, self->style->foreground);
      tf_plot_text_measure (&self->text, markup, &width, NULL);
      width += em;
      tf_plot_text_set_size (&self->text, 1, FALSE);
    }
  tf_plot_text_draw_title (&self->text, self->options->title, em + width, self->height);
}

static void
draw_scene (TfMeansScene *self)
{
  g_autofree TfMeansSpot *means = g_new (TfMeansSpot, self->frame->n_classes);
  const double *points = tf_means_camera_get_means (self->camera, self->frame);

  tf_means_scene_set_geometry (self);
  for (guint k = 0; k < self->frame->n_classes; k++)
    {
      tf_means_scene_project (self, points + (gsize) k * self->frame->view_dim, means + k);
      means[k].k = k;
    }
  tf_means_draw_ghost (self);
  tf_means_draw_samples (self);
  tf_means_draw_held_out (self);
  tf_means_draw_companions (self);
  tf_means_draw_spokes (self, means);
  tf_means_draw_trail (self);
  tf_means_draw_weights (self);
  tf_means_draw_limit (self);
  draw_means (self, means);
  draw_labels (self, means);
  draw_captions (self);
  draw_name (self);
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
  TfMeansScene scene = { .cr = cr, .frame = frame, .camera = camera, .options = options, .style = style, .width = width,
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
  TfMeansScene scene = { .frame = frame, .camera = camera, .style = style, .width = width, .height = height };
  double nearest = style->marker_radius * 2;
  const double *points;
  int hit = -1;

  if (frame == NULL || frame->view_dim != camera->dim || !(camera->extent > 0))
    return -1;
  tf_means_scene_set_geometry (&scene);
  points = tf_means_camera_get_means (camera, frame);
  for (guint k = 0; k < frame->n_classes; k++)
    {
      TfMeansSpot spot;
      tf_means_scene_project (&scene, points + (gsize) k * frame->view_dim, &spot);
      if (hypot (spot.x - x, spot.y - y) < nearest)
        {
          nearest = hypot (spot.x - x, spot.y - y);
          hit = k;
        }
    }
  return hit;
}

/* --- the view --- */

static void
draw_view (cairo_t *cr, double width, double height, const TfViewData *data, const TfPlotStyle *style)
{
  g_autoptr (TfMeansCamera) camera = data->camera != NULL ? tf_means_camera_copy (data->camera) : tf_means_camera_new ();
  TfMeansOptions options = data->means != NULL ? *data->means : TF_MEANS_OPTIONS_DEFAULT;
  const TfSurvey *limit = tf_view_data_get_limit (data);
  const TfFrame *frame = data->frame;

  if (camera->dim != frame->view_dim || camera->n_classes != frame->n_classes)
    tf_means_camera_reset (camera, frame->view_dim, frame->n_classes);
  /* Of a camera only the side counts, and the zoom: how the extent came about is the screen's history. */
  if (!data->keeps_scale)
    {
      camera->extent = 0;
      tf_means_camera_fit (camera, frame);
    }
  options.trail = NULL;
  options.highlighted = -1;
  options.name = options.title = NULL;
  options.companions = data->companions;
  /* At beta = 0 any rotation of the minimizer is as good. */
  options.limit = NULL;
  if (limit != NULL && limit->view_dim == frame->view_dim && frame->parameters.beta > 0)
    options.limit = camera->fixed ? limit->fixed_limit : limit->view_limit;
  tf_plot_means_draw (cr, width, height, frame, camera, &options, style);
}

const TfView tf_view_means = {
  .id = "means",
  .title = "Class means",
  .meaning = "Class means on their way to a simplex equiangular tight frame, with the samples around them",
  .parts = TF_SURVEY_LIMIT,
  .aspect = TF_VIEW_ASPECT_SQUARE,
  .apart = TRUE,
  .caption = "class means, in the subspace of a simplex equiangular tight frame",
  .draw = draw_view,
};
