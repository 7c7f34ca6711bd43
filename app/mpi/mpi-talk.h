/* mpi-talk.h: what the ranks of a job say to rank 0 while they gather moments
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A rank offers what it has of a file, and waits for rank 0 to want it; what it is follows.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

int   tf_mpi_get_rank (void);
gsize tf_mpi_count_ranks (void);

typedef struct
{
  gsize   file;     /* among those of the job */
  GError *error;    /* nothing follows; or NULL */
  char   *note;     /* the reader's, or NULL */
  guint64 sizes[4]; /* of what follows */
} TfMpiOffer;

void tf_mpi_offer_clear (TfMpiOffer *self);

/* --- ranks other than 0 --- */

typedef enum
{
  TF_MPI_END,    /* nothing more is wanted */
  TF_MPI_WANTED, /* tf_mpi_send() it */
  TF_MPI_PASSED, /* rank 0 is past that file */
} TfMpiAnswer;

TfMpiAnswer tf_mpi_make_offer (const TfMpiOffer *offer);
void        tf_mpi_send (const void *bytes, guint64 n);
void        tf_mpi_leave (void); /* the last word */

/* --- rank 0 --- */

/* What rank has of that file, once it offers it: said to be wanted. FALSE with the rank's error, when cancelled, or where it is
 * gone. Clear the offer. */
gboolean tf_mpi_take_offer (int rank, gsize file, TfMpiOffer *offer, GCancellable *cancellable, GError **error);
void     tf_mpi_receive (int rank, void *bytes, guint64 n);

/* Nothing more is wanted: each is awaited until it is gone. */
void tf_mpi_send_away (void);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfMpiOffer, tf_mpi_offer_clear)

G_END_DECLS
