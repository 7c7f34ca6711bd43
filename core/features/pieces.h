/* pieces.h: the summary of many samples, piece by piece
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * TF_PIECE samples are summed by themselves, and what they come to is joined to what those
 * before them did: sums are the same to the last bit whoever sums a piece, here or in
 * another process. While they go on there are two d x d matrices in place of one.
 */
#pragma once

#include <gio/gio.h>

#include "gather.h"

G_BEGIN_DECLS

/* Rows of a file. Joining a piece costs K d^2, which is to be little beside the TF_PIECE d^2 of its sum. */
#define TF_PIECE 65536

typedef struct _TfPieces TfPieces;

/* As tf_gather_new() and tf_gather_add(). */
TfPieces *tf_pieces_new (gsize dim, const guint8 *keep);
void      tf_pieces_add (TfPieces *self, TfScalar scalar, const guint8 *samples, const guint32 *classes, gsize n);

/* What was added since the last piece, in place of being joined; NULL where squares overflow. */
TfSummary *tf_pieces_take (TfPieces *self);

/* The next piece, which was summed elsewhere; NULL: its squares overflow. */
void tf_pieces_join (TfPieces *self, const TfSummary *piece);

/* As tf_gather_finish(). */
TfSummary *tf_pieces_finish (TfPieces *self, guint n_classes);

void tf_pieces_free (TfPieces *self);

/* How the pieces of a file are shared among processes, each of which reads its labels. A process whose
 * load has no result, because another one joins the pieces or reads the whole, ends it with
 * TF_FEATURES_ERROR_ELSEWHERE. */
typedef struct
{
  gboolean joins; /* here: all of the others' pieces, in their order */
  gboolean whole; /* here: a file that cannot be entered in the middle, or is one piece */

  gboolean (*is_here) (gsize piece, gpointer user_data);

  /* After each piece in its order: takes it from pieces where it is here and joined elsewhere, joins it
   * there where it is the other way round. */
  gboolean (*exchange) (TfPieces *pieces, gsize piece, gboolean is_here, gpointer user_data, GError **error);
  gpointer user_data;
} TfShare;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfPieces, tf_pieces_free)

G_END_DECLS
