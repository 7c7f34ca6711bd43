/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mpi-moments.h"

#include <glib/gstdio.h>
#include <mpi.h>
#include <unistd.h>

#include "cli.h"
#include "cli-moments.h"
#include "cli-progress.h"
#include "features-load.h"
#include "moments-write.h"

#define PATIENCE 1000 /* microseconds between two looks at what has come */
#define AT_ONCE ((gsize) 1 << 30) /* bytes of one message: MPI counts with ints */

/* Messages. To rank 0 the last one of a helper is GONE. */
enum
{
  HEAD,   /* to rank 0: what became of a file, as HEAD_TYPE */
  ANSWER, /* from rank 0: whether that is wanted, and more */
  BYTES,  /* to rank 0: the moments file, in pieces */
  GONE,   /* to rank 0 */
};

/* An error's domain (or ""), its code and its sentence; the reader's note; bytes to come. */
#define HEAD_TYPE "(sisst)"

static int
get_rank (void)
{
  int rank;

  MPI_Comm_rank (MPI_COMM_WORLD, &rank);
  return rank;
}

static gsize
count_ranks (void)
{
  int n;

  MPI_Comm_size (MPI_COMM_WORLD, &n);
  return (gsize) n;
}

/* A new file with the name of a moments file, in the folder for such. Caller frees, and deletes it. */
static char *
make_file (GError **error)
{
  char *path = NULL;
  int   fd = g_file_open_tmp ("tightframe-XXXXXX.npz", &path, error);

  if (fd >= 0)
    close (fd);
  return path;
}

/* --- rank 0 --- */

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

static void
answer (int rank, int is_wanted)
{
  MPI_Send (&is_wanted, 1, MPI_INT, rank, ANSWER, MPI_COMM_WORLD);
}

/* The head that status tells of; NULL: it is none, and the rank is gone. */
static GVariant *
take_head (const MPI_Status *status)
{
  int   length;
  char *bytes;

  MPI_Get_count (status, MPI_BYTE, &length);
  bytes = g_malloc (MAX (length, 1));
  MPI_Recv (bytes, length, MPI_BYTE, status->MPI_SOURCE, status->MPI_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  if (status->MPI_TAG == HEAD)
    return g_variant_ref_sink (g_variant_new_from_data (G_VARIANT_TYPE (HEAD_TYPE), bytes, length, TRUE, g_free, bytes));
  g_free (bytes);
  return NULL;
}

static char *
take_bytes (int rank, guint64 n, GError **error)
{
  g_autofree char *bytes = g_try_malloc (n);
  char *path;

  if (bytes == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no memory for what rank %d has gathered", rank);
      return NULL;
    }
  for (guint64 done = 0; done < n; done += AT_ONCE)
    MPI_Recv (bytes + done, (int) MIN (AT_ONCE, n - done), MPI_BYTE, rank, BYTES, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  path = make_file (error);
  if (path == NULL || g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, error))
    return path;
  g_unlink (path);
  g_free (path);
  return NULL;
}

static TfFeatures *
take_features (int rank, GVariant *head, const char *path, GCancellable *cancellable, GError **error)
{
  static const TfFeaturesOptions none = { 0 };
  const char *domain, *sentence, *note;
  g_autofree char *file = NULL;
  TfFeatures *features;
  guint64 n;
  int code;

  g_variant_get (head, "(&si&s&st)", &domain, &code, &sentence, &note, &n);
  if (domain[0] != '\0')
    {
      g_set_error_literal (error, g_quark_from_string (domain), code, sentence);
      return NULL;
    }
  if (note[0] != '\0')
    tf_cli_note (path, note);
  file = take_bytes (rank, n, error);
  if (file == NULL)
    return NULL;
  features = tf_features_summarize (file, &none, cancellable, NULL, NULL, error);
  g_unlink (file);
  return features;
}

static TfFeatures *
fetch (TfCliMomentsRead read, gpointer job, char **paths, gsize i, GCancellable *cancellable, GError **error)
{
  int rank = (int) (i % count_ranks ());
  g_autoptr (GVariant) head = NULL;
  MPI_Status status;

  if (rank == 0)
    return read (job, i, cancellable, error);
  if (!await (rank, cancellable, &status, error))
    return NULL;
  head = take_head (&status);
  if (head != NULL)
    {
      answer (rank, TRUE);
      return take_features (rank, head, paths[i], cancellable, error);
    }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "rank %d could not begin", rank);
  return NULL;
}

/* Nothing more is wanted: each is awaited until it is gone. */
static void
send_helpers_away (void)
{
  for (gsize rank = 1; rank < count_ranks (); rank++)
    {
      MPI_Status status = { .MPI_TAG = HEAD };

      while (status.MPI_TAG != GONE && await ((int) rank, NULL, &status, NULL))
        {
          g_autoptr (GVariant) head = take_head (&status);

          if (head != NULL)
            answer ((int) rank, FALSE);
        }
    }
}

/* --- the other ranks --- */

static void
send_bytes (GMappedFile *file)
{
  const char *bytes = g_mapped_file_get_contents (file);
  gsize n = g_mapped_file_get_length (file);

  for (gsize done = 0; done < n; done += AT_ONCE)
    MPI_Send (bytes + done, (int) MIN (AT_ONCE, n - done), MPI_BYTE, 0, BYTES, MPI_COMM_WORLD);
}

/* Whether more is wanted. file: NULL with an error. */
static gboolean
send_result (GMappedFile *file, const char *note, const GError *error)
{
  gsize n = file != NULL ? g_mapped_file_get_length (file) : 0;
  g_autoptr (GVariant) head
    = g_variant_ref_sink (g_variant_new (HEAD_TYPE, error != NULL ? g_quark_to_string (error->domain) : "", error != NULL ? error->code : 0,
                                         error != NULL ? error->message : "", note != NULL ? note : "", (guint64) n));
  int is_wanted;

  MPI_Send (g_variant_get_data (head), (int) g_variant_get_size (head), MPI_BYTE, 0, HEAD, MPI_COMM_WORLD);
  MPI_Recv (&is_wanted, 1, MPI_INT, 0, ANSWER, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  if (is_wanted && file != NULL)
    send_bytes (file);
  return is_wanted && error == NULL;
}

/* The moments file of what was gathered, which is deleted as soon as it is open. */
static GMappedFile *
write_features (TfFeatures *features, GError **error)
{
  g_autofree char *path = make_file (error);
  GMappedFile *file = NULL;

  if (path == NULL)
    return NULL;
  if (tf_moments_write (features, path, error))
    file = g_mapped_file_new (path, FALSE, error);
  g_unlink (path);
  return file;
}

static gboolean
help (TfCliMomentsRead read, gpointer job, char **paths, GCancellable *cancellable, GError **error)
{
  gsize n = g_strv_length (paths);
  gboolean is_wanted = TRUE;

  for (gsize i = (gsize) get_rank (); i < n && is_wanted; i += count_ranks ())
    {
      g_autoptr (GError) failure = NULL;
      g_autoptr (TfFeatures) features = read (job, i, cancellable, &failure);
      g_autoptr (GMappedFile) file = features != NULL ? write_features (features, &failure) : NULL;

      is_wanted = send_result (file, features != NULL ? tf_features_get_notice (features) : NULL, failure);
    }
  return TRUE;
}

/* public */

int
tf_mpi_moments (int argc, char **argv)
{
  gboolean helps = get_rank () > 0;
  const TfCliMomentsEngine engine = { .fetch = fetch, .help = helps ? help : NULL };
  int status = tf_cli_moments_with (argc, argv, &engine);

  if (helps)
    MPI_Send (NULL, 0, MPI_BYTE, 0, GONE, MPI_COMM_WORLD);
  else if (!tf_cli_was_interrupted ())
    send_helpers_away ();
  return status;
}
