/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mpi-moments.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "cli.h"
#include "cli-moments.h"
#include "cli-progress.h"
#include "features-load.h"
#include "moments-write.h"
#include "mpi-pieces.h"
#include "mpi-talk.h"

/* Where there are so many files for each rank, ranks are evenly busy with whole ones. */
#define MANY_FILES 8

static gboolean
shares_files (char **paths)
{
  return tf_mpi_count_ranks () > 1 && g_strv_length (paths) < MANY_FILES * tf_mpi_count_ranks ();
}

static gboolean
is_elsewhere (const GError *error)
{
  return g_error_matches (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_ELSEWHERE);
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

static char *
receive_file (int rank, guint64 n, GError **error)
{
  g_autofree char *bytes = g_try_malloc (n);
  char *path;

  if (bytes == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "no memory for what rank %d has gathered", rank);
      return NULL;
    }
  tf_mpi_receive (rank, bytes, n);
  path = make_file (error);
  if (path == NULL || g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, error))
    return path;
  g_unlink (path);
  g_free (path);
  return NULL;
}

/* The summary of a file that rank has read. */
static TfFeatures *
receive_features (int rank, gsize i, const char *path, GCancellable *cancellable, GError **error)
{
  g_auto (TfMpiOffer) offer = { 0 };
  g_autofree char *file = NULL;
  TfFeatures *features;

  if (!tf_mpi_take_offer (rank, i, &offer, cancellable, error))
    return NULL;
  if (offer.note != NULL)
    tf_cli_note (path, offer.note);
  file = receive_file (rank, offer.sizes[0], error);
  if (file == NULL)
    return NULL;
  features = tf_features_summarize (file, NULL, NULL, cancellable, NULL, NULL, error);
  g_unlink (file);
  return features;
}

static TfFeatures *
fetch (TfCliMomentsRead read, gpointer job, char **paths, gsize i, GCancellable *cancellable, GError **error)
{
  int rank = (int) (i % tf_mpi_count_ranks ());
  g_autoptr (GError) failure = NULL;
  TfFeatures *features = NULL;
  TfMpiPieces pieces;

  tf_mpi_pieces_init (&pieces, i, cancellable);
  if (shares_files (paths))
    features = read (job, i, &pieces.share, cancellable, &failure);
  else if (rank == 0)
    return read (job, i, NULL, cancellable, error);
  if (failure != NULL && !is_elsewhere (failure))
    g_propagate_error (error, g_steal_pointer (&failure));
  else if (features == NULL)
    features = receive_features (rank, i, paths[i], cancellable, error);
  return features;
}

/* --- the other ranks --- */

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

/* What came of file i, which was read here: features, or an error, which is taken. Whether more is wanted. */
static gboolean
hand_over (gsize i, TfFeatures *features, GError *error)
{
  const char *note = features != NULL ? tf_features_get_notice (features) : NULL;
  g_autoptr (GMappedFile) file = features != NULL ? write_features (features, &error) : NULL;
  g_auto (TfMpiOffer) offer = { .file = i, .error = error, .note = g_strdup (note) };
  TfMpiAnswer answer;

  if (file != NULL)
    offer.sizes[0] = g_mapped_file_get_length (file);
  answer = tf_mpi_make_offer (&offer);
  if (answer == TF_MPI_WANTED && file != NULL)
    tf_mpi_send (g_mapped_file_get_contents (file), offer.sizes[0]);
  return answer == TF_MPI_PASSED || (answer == TF_MPI_WANTED && file != NULL);
}

static gboolean
help_with (TfCliMomentsRead read, gpointer job, gsize i, gboolean is_shared, GCancellable *cancellable)
{
  g_autoptr (TfFeatures) features = NULL;
  GError     *error = NULL;
  TfMpiPieces pieces;

  tf_mpi_pieces_init (&pieces, i, cancellable);
  if (!is_shared && !pieces.share.whole)
    return TRUE;
  features = read (job, i, is_shared ? &pieces.share : NULL, cancellable, &error);
  if (!pieces.is_over && !is_elsewhere (error))
    return hand_over (i, features, error);
  g_clear_error (&error);
  return !pieces.is_over;
}

static gboolean
help (TfCliMomentsRead read, gpointer job, char **paths, GCancellable *cancellable, GError **error)
{
  gsize n = g_strv_length (paths);
  gboolean is_wanted = TRUE;

  for (gsize i = 0; i < n && is_wanted; i++)
    is_wanted = help_with (read, job, i, shares_files (paths), cancellable);
  return TRUE;
}

/* public */

int
tf_mpi_moments (int argc, char **argv)
{
  gboolean helps = tf_mpi_get_rank () > 0;
  const TfCliMomentsEngine engine = { .fetch = fetch, .help = helps ? help : NULL };
  int status = tf_cli_moments_with (argc, argv, &engine);

  if (helps)
    tf_mpi_leave ();
  else if (!tf_cli_was_interrupted ())
    tf_mpi_send_away ();
  return status;
}
