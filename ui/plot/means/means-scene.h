/* means-scene.h: where class means are on the screen, and what is drawn around them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "means-options.h"
#include "plot-text.h"

G_BEGIN_DECLS

/* A point on the screen; nearness in [-1, 1], 1 next to the eye. */
typedef struct
{
  double x, y, nearness;
  guint  k;
} TfMeansSpot;

/* One drawing of class means. */
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
} TfMeansScene;

void     tf_means_scene_set_geometry (TfMeansScene *self);

/* FALSE where the point is too far out to be drawn at all. */
gboolean tf_means_scene_project (const TfMeansScene *self, const double *point, TfMeansSpot *spot);
void     tf_means_scene_stroke_line (TfMeansScene *self, const TfMeansSpot *a, const TfMeansSpot *b);

/* Of a class's dot, and of the ring around what a lesson speaks of; 0: there is none. */
double   tf_means_scene_get_radius (const TfMeansScene *self, const TfMeansSpot *spot);
double   tf_means_scene_get_ring (const TfMeansScene *self, const TfMeansSpot *spot);

/* What is near is larger and stronger. */
double   tf_means_spot_get_size (const TfMeansSpot *spot);
double   tf_means_spot_get_strength (const TfMeansSpot *spot);

gboolean tf_means_has_ghost (const TfFrame *frame);

/* So that the longest row of W reaches the ghost, where the means go, or else
 * the farthest mean; 0 where there is nothing to draw. */
double   tf_means_get_weights_scale (const TfMeansScene *self);

/* From the back to the front; each draws nothing where the options say so. */
void tf_means_draw_ghost (TfMeansScene *self);
void tf_means_draw_limit (TfMeansScene *self);
void tf_means_draw_companions (TfMeansScene *self);
void tf_means_draw_samples (TfMeansScene *self);
void tf_means_draw_held_out (TfMeansScene *self);
void tf_means_draw_spokes (TfMeansScene *self, const TfMeansSpot *means);
void tf_means_draw_trail (TfMeansScene *self);
void tf_means_draw_weights (TfMeansScene *self);

/* What the hollow marks are and how many of them lie in the picture, as a line below; NULL: there are none. Caller frees. */
char *tf_means_describe_held_out (const TfMeansScene *self, TfHeldOutKind kind);

G_END_DECLS
