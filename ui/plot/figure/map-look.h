/* map-look.h: which map is looked at, and how, in the keys of a session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "plot-map.h"
#include "session.h"

G_BEGIN_DECLS

typedef struct
{
  char    *axes;      /* text of a grid of one axis or two (sweep-grid.h) */
  gboolean on_flow;   /* at time t of the flow, not at the minimizer */
  double   t;
  guint    metric;    /* TfMetric or TF_MAP_DECAY_RATIO */
  gboolean as_family;
} TfMapLook;

/* NC1 over beta and lambda_H at the minimizer. */
void tf_map_look_init (TfMapLook *self);
void tf_map_look_clear (TfMapLook *self);

/* The grid of axes, `epoch` among them standing for two of these; NULL with G_IO_ERROR_INVALID_ARGUMENT. */
TfSweepGrid *tf_map_axes_read (const char *axes, GError **error);

/* Whether such axes can be drawn: one or two, each evenly spaced, or `epoch`. */
gboolean tf_map_axes_are_even (const char *axes);

void tf_map_look_save (const TfMapLook *self, TfSession *session);
void tf_map_look_load (TfMapLook *self, TfSession *session); /* of an initialized one; what is not there or wrong stays */

/* What is to be asked for it; everything in it is borrowed. epochs: of the training that the features are of, epoch:
 * theirs; or NULL. */
TfMapQuestion tf_map_look_ask (const TfMapLook *self, const TfParameters *parameters, TfMoments *moments, TfSource *source,
                               TfSweepEpochs *epochs, const double *epoch);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfMapLook, tf_map_look_clear)

G_END_DECLS
