/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame-blend.h"

#include <string.h>

static gboolean
has_same_names (const TfFrame *a, const TfFrame *b)
{
  if (a->class_names == NULL || b->class_names == NULL)
    return a->class_names == b->class_names;
  for (guint k = 0; k < a->n_classes; k++)
    if (strcmp (a->class_names[k], b->class_names[k]) != 0)
      return FALSE;
  return TRUE;
}

gboolean
tf_frame_can_blend (const TfFrame *from, const TfFrame *to)
{
  return from->n_classes == to->n_classes && from->view_dim == to->view_dim && from->ghost_dim > 0
         && from->ghost_dim == to->ghost_dim && has_same_names (from, to);
}

static gboolean
has_same_samples (const TfFrame *a, const TfFrame *b)
{
  return a->n_kept == b->n_kept
         && (a->n_kept == 0 || memcmp (a->kept_classes, b->kept_classes, a->n_kept * sizeof *a->kept_classes) == 0);
}

static void
blend (gsize n, const double *from, const double *to, double share, double *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = from[i] + share * (to[i] - from[i]);
}

static void
blend_samples (gsize n, const float *from, const float *to, double share, float *out)
{
  for (gsize i = 0; i < n; i++)
    out[i] = (float) (from[i] + share * (to[i] - from[i]));
}

/* As far from their class means as they will be. */
static void
carry_samples (const TfFrame *to, const float *samples, const double *means, const double *moved, float *out)
{
  gsize d = to->view_dim;

  for (gsize s = 0; s < to->n_kept; s++)
    for (gsize i = 0; i < d; i++)
      {
        gsize m = to->kept_classes[s] * d + i;

        out[s * d + i] = (float) (samples[s * d + i] + moved[m] - means[m]);
      }
}

/* What is borrowed lives as long as the frame that it was borrowed by. */
static void
borrow (TfFrame *self, TfFrame *to)
{
  self->kept_classes = to->kept_classes;
  self->class_names = to->class_names;
  self->class_sizes = to->class_sizes;
  self->owner = tf_frame_ref (to);
  self->release = (GDestroyNotify) tf_frame_unref;
}

static void
copy_rest (TfFrame *self, TfFrame *to)
{
  gsize k = to->n_classes;

  self->run = to->run;
  self->serial = to->serial;
  self->status = to->status;
  self->t = to->t;
  self->parameters = to->parameters;
  self->latest = to->latest;
  self->metrics = to->metrics;
  self->n_samples = to->n_samples;
  self->ghost_dim = to->ghost_dim;
  self->ghost_radius = to->ghost_radius;
  memcpy (self->cosines, to->cosines, k * k * sizeof (double));
  memcpy (self->norms, to->norms, k * sizeof (double));
  memcpy (self->mean_squares, to->mean_squares, k * sizeof (double));
  memcpy (self->weight_squares, to->weight_squares, k * sizeof (double));
  self->n_heads = to->n_heads;
  self->head_lengths = g_memdup2 (to->head_lengths, k * to->n_heads * sizeof (double));
}

/* Where there are as many before and after, each moves; others are where they will be. */
static void
blend_held_out (TfFrame *self, const TfFrame *from, const TfFrame *to, double share)
{
  for (int kind = 0; kind < TF_N_HELD_OUT; kind++)
    {
      const TfFrameHeldOut *a = &from->held_out[kind], *b = &to->held_out[kind];
      gsize n = (gsize) to->view_dim * b->n;
      double part = a->n == b->n && from->view_dim == to->view_dim ? share : 1;

      if (b->n == 0)
        continue;
      self->held_out[kind] = (TfFrameHeldOut){ b->n, b->n_samples, g_new (float, n), g_new (float, n),
                                               g_memdup2 (b->classes, b->n * sizeof *b->classes), g_strdup (b->name) };
      blend_samples (n, part < 1 ? a->view : b->view, b->view, part, self->held_out[kind].view);
      blend_samples (n, part < 1 ? a->fixed : b->fixed, b->fixed, part, self->held_out[kind].fixed);
    }
}

TfFrame *
tf_frame_blend (const TfFrame *from, TfFrame *to, double share)
{
  TfFrame *self = tf_frame_alloc (to->n_classes, to->view_dim, to->n_kept);
  gsize n = (gsize) to->view_dim * to->n_classes, n_samples = (gsize) to->view_dim * to->n_kept;

  copy_rest (self, to);
  borrow (self, to);
  blend (n, from->view_means, to->view_means, share, self->view_means);
  blend (n, from->fixed_means, to->fixed_means, share, self->fixed_means);
  blend (n, from->view_weights, to->view_weights, share, self->view_weights);
  blend (n, from->fixed_weights, to->fixed_weights, share, self->fixed_weights);
  blend_held_out (self, from, to, share);
  if (has_same_samples (from, to))
    {
      blend_samples (n_samples, from->view_samples, to->view_samples, share, self->view_samples);
      blend_samples (n_samples, from->fixed_samples, to->fixed_samples, share, self->fixed_samples);
      return self;
    }
  carry_samples (to, to->view_samples, to->view_means, self->view_means, self->view_samples);
  carry_samples (to, to->fixed_samples, to->fixed_means, self->fixed_means, self->fixed_samples);
  return self;
}
