/* means-camera.h: from which side, and how near, the view space is looked at
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A D x D orthonormal matrix, row-major: row 0 points right on the screen, row
 * 1 up, row 2 (where there is one) towards the eye. The projection is parallel,
 * so that equal lengths stay equal. Drawing only reads a camera; what follows
 * the flow (the extent) changes in tf_means_camera_fit() and
 * tf_means_camera_approach() alone.
 */
#pragma once

#include "frame.h"

G_BEGIN_DECLS

typedef struct _TfMeansCamera
{
  guint    dim;       /* D */
  guint    n_classes; /* K */
  double  *rotation;  /* D x D */
  double   zoom;      /* 1: everything fits */
  double   relief;    /* in [0, 1]: how much nearness shows in size and strength */
  double   extent;    /* view units from the middle to the rim at zoom 1; 0 before the first fit */
  double   wanted;    /* the extent that the frame of the last fit asks for */
  gboolean shrinking; /* the extent is on its way down to it */
  guint    n_moves;   /* since the matrix was last made orthonormal */
  gboolean held;      /* the extent does not come down: what becomes shorter looks shorter */
  gboolean fixed;     /* looks into the fixed space of frames rather than the following one (frame.h) */
} TfMeansCamera;

TfMeansCamera *tf_means_camera_new (void); /* D = 1, K = 2 */
TfMeansCamera *tf_means_camera_copy (const TfMeansCamera *self);
void           tf_means_camera_free (TfMeansCamera *self);

/* The view that shows every class of a simplex alike: of K = 4 a
 * tetrahedron on its base, seen a little from above, of other K the Coxeter plane, the first class at the top and the
 * others clockwise; of D = 1 a line. Zoom 1; the extent is fitted anew. The space
 * looked into stays the same. */
void tf_means_camera_reset (TfMeansCamera *self, guint dim, guint n_classes);

/* Turns what is seen like a ball under the hand, angles in radians, to the
 * right and up. With D = 2 it can only roll; D = 1 has nothing to turn. */
void tf_means_camera_rotate (TfMeansCamera *self, double dx, double dy);

/* One step of the grand tour: turns through all D dimensions, every plane of
 * neighbouring axes at a speed of its own. angle: of the fastest of them. */
void tf_means_camera_tour (TfMeansCamera *self, double angle);

/* Row i of the matrix for i < n_rows <= D, each of D finite numbers, made orthonormal;
 * the other rows are whatever completes them. FALSE, and nothing changed, when
 * they are too near to depending on each other. */
gboolean tf_means_camera_look (TfMeansCamera *self, guint n_rows, const double *rows);

void tf_means_camera_zoom_by (TfMeansCamera *self, double factor);

/* Follows the frame: at once where it would leave the picture; where it has
 * become too small for it, shrinking is set. D must be the frame's. */
void tf_means_camera_fit (TfMeansCamera *self, const TfFrame *frame);

/* The picture grows for so many seconds, as long as the extent is shrinking. */
void tf_means_camera_approach (TfMeansCamera *self, double seconds);

/* What the camera sees of a frame: D x K, D x K, and D x S. */
const double *tf_means_camera_get_means (const TfMeansCamera *self, const TfFrame *frame);
const double *tf_means_camera_get_weights (const TfMeansCamera *self, const TfFrame *frame);
const float  *tf_means_camera_get_samples (const TfMeansCamera *self, const TfFrame *frame);

/* How many of the directions that the screen shows: two, and depth where nearness is seen. */
guint tf_means_camera_get_n_seen (const TfMeansCamera *self);

/* The part in them of the length of all centred class means, in [0, 1]; NaN where they have none. */
double tf_means_camera_get_share (const TfMeansCamera *self, const TfFrame *frame);

/* x, y, depth of a point of D view coordinates. */
void tf_means_camera_project (const TfMeansCamera *self, const double *point, double out[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMeansCamera, tf_means_camera_free)

G_END_DECLS
