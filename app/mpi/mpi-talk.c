/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mpi-talk.h"

#include <mpi.h>

#define PATIENCE 1000 /* microseconds between two looks at what has come */
#define AT_ONCE ((gsize) 1 << 30) /* bytes of one message: MPI counts with ints */

/* Messages. To rank 0 the last one of another is GONE. */
enum
{
  OFFER,  /* to rank 0, as OFFER_TYPE */
  ANSWER, /* from rank 0: TfMpiAnswer */
  BYTES,  /* to rank 0: what was offered, in pieces */
  GONE,   /* to rank 0 */
};

/* The file; an error's domain (or ""), its code and its sentence; the note; sizes. */
#define OFFER_TYPE "(tsiss(tttt))"

int
tf_mpi_get_rank (void)
{
  int rank;

  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  return rank;
}

gsize
tf_mpi_count_ranks (void)
{
  int n;

  MPI_Comm_size (MPI_COMM_WORLD, &n);
  return (gsize) n;
}

void
tf_mpi_offer_clear (TfMpiOffer *self)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->note, g_free);
}

/* What rank sends next; FALSE when cancelled. */
static gboolean
await (int rank, GCancellable *cancellable, MPI_Status *status, GError **error)
{
  int is_there = 0;

  while (!is_there)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      MPI_Iprobe (rank, MPI_ANY_TAG, MPI_COMM_WORLD, &is_there, status);
      if (!is_there)
        g_usleep (PATIENCE);
    }
  return TRUE;
}

/* --- ranks other than 0 --- */

TfMpiAnswer
tf_mpi_make_offer (const TfMpiOffer *offer)
{
  const GError *error = offer->error;
  g_autoptr (GVariant) said
    = g_variant_ref_sink (g_variant_new (OFFER_TYPE, (guint64) offer->file, error != NULL ? g_quark_to_string (error->domain) : "",
                                         error != NULL ? error->code : 0, error != NULL ? error->message : "",
                                         offer->note != NULL ? offer->note : "", offer->sizes[0], offer->sizes[1], offer->sizes[2],
                                         offer->sizes[3]));
  MPI_Status status;
  int answer;

  MPI_Send (g_variant_get_data (said), (int) g_variant_get_size (said), MPI_BYTE, 0, OFFER, MPI_COMM_WORLD);
  await (0, NULL, &status, NULL);
  MPI_Recv (&answer, 1, MPI_INT, 0, ANSWER, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return answer;
}

void
tf_mpi_send (const void *bytes, guint64 n)
{
  for (guint64 done = 0; done < n; done += AT_ONCE)
    MPI_Send ((const char *) bytes + done, (int) MIN (AT_ONCE, n - done), MPI_BYTE, 0, BYTES, MPI_COMM_WORLD);
}

void
tf_mpi_leave (void)
{
  MPI_Send (NULL, 0, MPI_BYTE, 0, GONE, MPI_COMM_WORLD);
}

/* --- rank 0 --- */

static void
answer (int rank, int said)
{
  MPI_Send (&said, 1, MPI_INT, rank, ANSWER, MPI_COMM_WORLD);
}

/* FALSE: what status tells of is no offer, and the rank is gone. */
static gboolean
read_offer (const MPI_Status *status, TfMpiOffer *offer)
{
  const char *domain, *sentence, *note;
  g_autoptr (GVariant) said = NULL;
  guint64 file;
  int length, code;
  char *bytes;

  MPI_Get_count (status, MPI_BYTE, &length);
  bytes = g_malloc (MAX (length, 1));
  MPI_Recv (bytes, length, MPI_BYTE, status->MPI_SOURCE, status->MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  said = g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE (OFFER_TYPE), bytes, length, TRUE, g_free, bytes));
  if (status->MPI_TAG != OFFER)
    return FALSE;
  g_variant_get (said, "(t&si&s&s(tttt))", &file, &domain, &code, &sentence, &note, &offer->sizes[0], &offer->sizes[1],
                 &offer->sizes[2], &offer->sizes[3]);
  offer->file = file;
  offer->error = domain[0] != '\0' ? g_error_new_literal (g_quark_from_string (domain), code, sentence) : NULL;
  offer->note = note[0] != '\0' ? g_strdup (note) : NULL;
  return TRUE;
}

gboolean
tf_mpi_take_offer (int rank, gsize file, TfMpiOffer *offer, GCancellable *cancellable, GError **error)
{
  MPI_Status status;

  while (await (rank, cancellable, &status, error))
    {
      tf_mpi_offer_clear (offer);
      if (!read_offer (&status, offer))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "rank %d could not begin", rank);
          return FALSE;
        }
      answer (rank, offer->file < file ? TF_MPI_PASSED : TF_MPI_WANTED);
      if (offer->file < file)
        continue;
      if (offer->error != NULL)
        g_propagate_error (error, g_steal_pointer (&offer->error));
      else
        return TRUE;
      return FALSE;
    }
  return FALSE;
}

void
tf_mpi_receive (int rank, void *bytes, guint64 n)
{
  for (guint64 done = 0; done < n; done += AT_ONCE)
    MPI_Recv ((char *) bytes + done, (int) MIN (AT_ONCE, n - done), MPI_BYTE, rank, BYTES, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

void
tf_mpi_send_away (void)
{
  for (int rank = 1; rank < (int) tf_mpi_count_ranks (); rank++)
    {
      MPI_Status status;

      while (await (rank, NULL, &status, NULL))
        {
          g_auto (TfMpiOffer) offer = { 0 };

          if (!read_offer (&status, &offer))
            break;
          answer (rank, TF_MPI_END);
        }
    }
}
