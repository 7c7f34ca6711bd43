/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pieces.h"

struct _TfPieces
{
  gsize      dim;
  guint8    *keep;      /* dim flags, or NULL */
  TfGather  *gather;    /* the present piece; NULL: nothing has come of it */
  gsize      n;         /* its rows */
  TfSummary *sum;       /* of the pieces before it, or NULL */
  gboolean   overflows; /* a square has */
};

TfPieces *
tf_pieces_new (gsize dim, const guint8 *keep)
{
  TfPieces *self = g_new0 (TfPieces, 1);

  self->dim = dim;
  self->keep = keep != NULL ? g_memdup2 (keep, dim) : NULL;
  return self;
}

void
tf_pieces_free (TfPieces *self)
{
  g_free (self->keep);
  g_clear_pointer (&self->gather, tf_gather_free);
  g_clear_pointer (&self->sum, tf_summary_free);
  g_free (self);
}

static void
begin_piece (TfPieces *self)
{
  if (self->gather == NULL)
    self->gather = tf_gather_new (self->dim, self->keep);
}

/* Classes are the same in all pieces: of each so many as have been met. */
static void
merge (TfPieces *self, const TfSummary *piece)
{
  g_autofree guint32 *same = g_new (guint32, MAX (piece->n_classes, 1));

  for (guint32 k = 0; k < piece->n_classes; k++)
    same[k] = k;
  if (piece->n_samples > 0)
    tf_summary_merge (self->sum, piece, same, piece->n_classes);
}

/* The present piece joins those before it. */
static void
end_piece (TfPieces *self)
{
  g_autoptr (TfSummary) piece = NULL;

  if (self->gather == NULL)
    return;
  piece = tf_pieces_take (self);
  if (piece == NULL)
    self->overflows = TRUE;
  else if (self->sum == NULL)
    self->sum = g_steal_pointer (&piece);
  else
    merge (self, piece);
}

void
tf_pieces_add (TfPieces *self, TfScalar scalar, const guint8 *samples, const guint32 *classes, gsize n)
{
  gsize row = self->dim * tf_scalar_get_size (scalar);

  for (gsize at = 0, length; at < n; at += length)
    {
      if (self->n == TF_PIECE)
        end_piece (self);
      begin_piece (self);
      length = MIN (n - at, TF_PIECE - self->n);
      tf_gather_add (self->gather, scalar, samples + at * row, classes + at, length);
      self->n += length;
    }
}

TfSummary *
tf_pieces_take (TfPieces *self)
{
  TfSummary *piece;

  begin_piece (self);
  piece = tf_gather_finish (self->gather, 0);
  g_clear_pointer (&self->gather, tf_gather_free);
  self->n = 0;
  return piece;
}

void
tf_pieces_join (TfPieces *self, const TfSummary *piece)
{
  end_piece (self);
  if (piece == NULL)
    self->overflows = TRUE;
  else if (self->sum == NULL)
    self->sum = tf_summary_copy (piece);
  else
    merge (self, piece);
}

TfSummary *
tf_pieces_finish (TfPieces *self, guint n_classes)
{
  if (self->sum == NULL)
    begin_piece (self);
  end_piece (self);
  if (self->overflows)
    return NULL;
  tf_summary_add_classes (self->sum, n_classes);
  return g_steal_pointer (&self->sum);
}
