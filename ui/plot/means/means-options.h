/* means-options.h: how class means are drawn, and the way that they came
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "means-camera.h"
#include "view.h"

G_BEGIN_DECLS

/* Where the means have lately been; all points D x K, the oldest first. */
typedef struct
{
  guint   dim;
  guint   n_classes;
  guint   n_points;
  guint   capacity;
  double *points; /* capacity x (D x K) */
} TfMeansTrail;

TfMeansTrail *tf_means_trail_new (guint capacity);
void          tf_means_trail_free (TfMeansTrail *self);
void          tf_means_trail_clear (TfMeansTrail *self);
/* means: as the camera sees them (means-camera.h). */
void          tf_means_trail_append (TfMeansTrail *self, const TfFrame *frame, const double *means);

struct _TfMeansOptions
{
  gboolean show_samples;
  gboolean show_ghost;
  const double *limit;       /* borrowed, D x K: where the means will end, as the camera will see them, as hollow markers; NULL: none */
  const char  *note;         /* borrowed markup: what is to be known of this picture before all else, or NULL */
  const char  *title;        /* what is seen, as the screen says it; plain text, or NULL */
  const char  *name;         /* of the run, where it needs one; plain text, or NULL */
  TfCompanions companions;   /* other runs of the same features: their means, hollow */
  gboolean show_labels;
  gboolean show_weights;     /* classifier rows, the longest as long as the ghost's radius */
  gboolean show_captions;
  const TfMeansTrail *trail; /* borrowed; NULL: none */
  int      highlighted;      /* a class drawn before the others, or -1 */
  guint64  marked;           /* classes with a ring around them: bit k of the first 64, as of tf_means_mark() */
};

static inline guint64
tf_means_mark (guint k)
{
  return k < 64 ? G_GUINT64_CONSTANT (1) << k : 0;
}

#define TF_MEANS_OPTIONS_DEFAULT \
  ((TfMeansOptions){ .show_samples = TRUE, .show_ghost = TRUE, .show_labels = TRUE, .show_captions = TRUE, \
                     .highlighted = -1 })

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfMeansTrail, tf_means_trail_free)

G_END_DECLS
