/* map-field.h: one metric of a map as numbers to be coloured, and its contour lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "map.h"

G_BEGIN_DECLS

/* In place of a metric: |d log NC1/d log lambda_H| / |d log NC1/d log lambda_W|. */
#define TF_MAP_DECAY_RATIO ((guint) TF_N_METRICS)
#define TF_N_MAP_METRICS (TF_MAP_DECAY_RATIO + 1)

const char *tf_map_metric_id (guint metric);     /* "nc1": in sessions */
const char *tf_map_metric_label (guint metric);  /* plain text */
const char *tf_map_metric_symbol (guint metric); /* Pango markup */
gboolean    tf_map_metric_from_id (const char *id, guint *metric);

typedef struct
{
  guint    m, n;    /* places on the two axes; n = 1 with one */
  gboolean log;     /* levels are log10 of values */
  double  *levels;  /* m x n, that of cell (i, j) at i * n + j: what is coloured; NaN: unknown or
                       empty, -INFINITY: 0 where log */
  double   lo, hi;  /* of the finite levels; lo = hi where there is none or one */
  gboolean has_levels;
  guint    stride;  /* the finest at which every place is known; 0: none */
} TfMapField;

void tf_map_field_init (TfMapField *self, const TfMap *map, guint metric);
void tf_map_field_clear (TfMapField *self);

/* The level in [0, 1] of [lo, hi], 0 below. */
double tf_map_field_share (const TfMapField *self, double level);

/* Dark blue where collapsed, pale yellow at the other end; the same on every background. */
void tf_map_color (double share, double rgb[3]);

/* A piece of a line in places (0 to m - 1, 0 to n - 1). */
typedef void (*TfMapSegment) (double x0, double y0, double x1, double y1, gpointer user_data);

/* Pieces of the line where values, m x n every `stride` places, are `level`. */
void tf_map_contour (guint m, guint n, guint stride, const double *values, double level, TfMapSegment segment,
                     gpointer user_data);

/* Levels that deserve a line, ascending; caller frees. */
GArray *tf_map_field_choose_contours (const TfMapField *self);

G_END_DECLS
