/* test-pieces.c: a large file, in pieces that several processes share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <math.h>
#include <string.h>

#include "features-load.h"
#include "npy-write.h"
#include "remove-tree.h"
#include "zip.h"

#define N (2 * TF_PIECE + 4321)
#define N_PIECES 3
#define DIM 3
#define K 5
#define FAR 5e3 /* of the samples from the origin */

static char   *folder;
static float  *rows; /* N x DIM */
static guint8 *labels;

/* The last class comes in the last piece alone, and the first not in the second one. */
static void
draw (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  rows = g_new (float, N * DIM);
  labels = g_new (guint8, N);
  for (gsize i = 0; i < N; i++)
    {
      gsize piece = i / TF_PIECE;

      labels[i] = (guint8) g_rand_int_range (random, piece == 1, K - (piece < 2));
      for (gsize j = 0; j < DIM; j++)
        rows[i * DIM + j] = (float) (FAR + labels[i] * (j + 1.0) + g_rand_double_range (random, -1, 1));
    }
}

/* --- files --- */

static char *
write_file (const char *name, const void *bytes, gsize n)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
  return path;
}

static GString *
make_array (gboolean of_labels)
{
  g_autofree char *shape = of_labels ? g_strdup_printf ("(%d,)", N) : g_strdup_printf ("(%d, %d)", N, DIM);
  GString *array = g_string_new (NULL);

  tf_npy_add_header (array, of_labels ? "|u1" : TF_NPY_ORDER "f4", shape);
  if (of_labels)
    g_string_append_len (array, (const char *) labels, N);
  else
    g_string_append_len (array, (const char *) rows, N * DIM * sizeof (float));
  return array;
}

static char *
write_npy (const char *name, gboolean of_labels)
{
  g_autoptr (GString) array = make_array (of_labels);

  return write_file (name, array->str, array->len);
}

static char *
write_npz (const char *name, gboolean deflated)
{
  g_autoptr (GString) features = make_array (FALSE), y = make_array (TRUE);
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  zip_add (&zip, "H.npy", features->str, features->len, deflated);
  zip_add (&zip, "y.npy", y->str, y->len, deflated);
  zip_finish (&zip);
  return write_file (name, zip.bytes->data, zip.bytes->len);
}

/* Labels first, so that the features are not at the start. */
static char *
write_safetensors (const char *name)
{
  g_autofree char *head
    = g_strdup_printf ("{\"y\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                       "\"H\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}}",
                       N, N, N, DIM, N, N + N * DIM * 4);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint64 length = GUINT64_TO_LE (strlen (head));

  g_byte_array_append (bytes, (const guint8 *) &length, sizeof length);
  g_byte_array_append (bytes, (const guint8 *) head, strlen (head));
  g_byte_array_append (bytes, labels, N);
  g_byte_array_append (bytes, (const guint8 *) rows, N * DIM * sizeof (float));
  return write_file (name, bytes->data, bytes->len);
}

/* --- processes, one after the other --- */

typedef struct
{
  gsize      n, rank;
  TfSummary *pieces[N_PIECES]; /* of all ranks but 0 */
  guint      n_taken, n_joined;
} Job;

static gboolean
is_here (gsize piece, gpointer user_data)
{
  const Job *job = user_data;

  return piece % job->n == job->rank;
}

static gboolean
exchange (TfPieces *pieces, gsize piece, gboolean here, gpointer user_data, GError **error)
{
  Job *job = user_data;

  g_assert_cmpuint (piece, <, N_PIECES);
  if (job->rank > 0 && here)
    {
      job->pieces[piece] = tf_pieces_take (pieces);
      job->n_taken++;
    }
  else if (job->rank == 0 && !here)
    {
      tf_pieces_join (pieces, job->pieces[piece]);
      job->n_joined++;
    }
  return TRUE;
}

static TfFeatures *
summarize (const char *path, const char *labels_path, const TfShare *share, GError **error)
{
  const TfFeaturesOptions options = { .labels_path = labels_path };

  return tf_features_summarize (path, &options, share, NULL, NULL, NULL, error);
}

/* Of the ranks above 0, then of rank 0, which has the result. whole: what is not shared is read by rank 0. */
static TfFeatures *
share_out (Job *job, const char *path, const char *labels_path, gboolean whole)
{
  TfFeatures *result = NULL;

  for (gsize left = job->n; left-- > 0;)
    {
      const TfShare share = { left == 0, whole && left == 0, is_here, exchange, job };
      g_autoptr (GError) error = NULL;

      job->rank = left;
      result = summarize (path, labels_path, &share, &error);
      if (left > 0 || !whole)
        g_assert_true (result != NULL || g_error_matches (error, TF_FEATURES_ERROR, TF_FEATURES_ERROR_ELSEWHERE));
      else
        g_assert_no_error (error);
      g_assert_true (left == 0 || result == NULL);
    }
  return result;
}

static void
job_clear (Job *job)
{
  for (gsize i = 0; i < N_PIECES; i++)
    g_clear_pointer (&job->pieces[i], tf_summary_free);
}

static void
assert_same (TfFeatures *a, TfFeatures *b)
{
  const TfSummary *s = tf_features_get_summary (a), *t = tf_features_get_summary (b);

  g_assert_cmpuint (s->n_samples, ==, t->n_samples);
  g_assert_cmpmem (s->sizes, s->n_classes * sizeof (gsize), t->sizes, t->n_classes * sizeof (gsize));
  g_assert_cmpmem (s->means, DIM * s->n_classes * sizeof (double), t->means, DIM * t->n_classes * sizeof (double));
  g_assert_cmpmem (s->rest, DIM * s->n_classes * sizeof (double), t->rest, DIM * t->n_classes * sizeof (double));
  g_assert_cmpmem (s->covariance, DIM * DIM * sizeof (double), t->covariance, DIM * DIM * sizeof (double));
  g_assert_cmpmem (s->sample, DIM * s->n_sample * sizeof (float), t->sample, DIM * t->n_sample * sizeof (float));
  g_assert_cmpmem (s->sample_classes, s->n_sample * sizeof (guint32), t->sample_classes, t->n_sample * sizeof (guint32));
  g_assert_cmpmem (s->keys, s->n_sample * sizeof (guint64), t->keys, t->n_sample * sizeof (guint64));
}

static void
test_any_number (void)
{
  g_autofree char *npy = write_npy ("H.npy", FALSE), *y = write_npy ("labels.npy", TRUE), *npz = write_npz ("stored.npz", FALSE);
  g_autofree char *tensors = write_safetensors ("x.safetensors");
  const char *const paths[] = { npy, npz, tensors };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *beside = i == 0 ? y : NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (TfFeatures) alone = summarize (paths[i], beside, NULL, &error);

      g_assert_no_error (error);
      for (gsize n = 1; n <= N_PIECES + 2; n++)
        {
          Job job = { .n = n };
          g_autoptr (TfFeatures) shared = share_out (&job, paths[i], beside, TRUE);

          g_assert_cmpuint (job.n_taken, ==, N_PIECES - (N_PIECES + n - 1) / n);
          g_assert_cmpuint (job.n_joined, ==, job.n_taken);
          assert_same (shared, alone);
          job_clear (&job);
        }
    }
}

/* What cannot be entered in the middle is read by one of them as a whole. */
static void
test_not_shared (void)
{
  g_autofree char *path = write_npz ("deflated.npz", TRUE), *stored = write_npz ("stored.npz", FALSE);
  Job job = { .n = 3 };
  g_autoptr (TfFeatures) alone = summarize (stored, NULL, NULL, NULL), read = share_out (&job, path, NULL, TRUE);
  TfFeatures *none = share_out (&job, path, NULL, FALSE);

  g_assert_cmpuint (job.n_taken, ==, 0);
  assert_same (read, alone);
  g_assert_null (none);
}

/* Class means and covariance by their definitions. */
static void
test_right (void)
{
  g_autofree char *path = write_npz ("stored.npz", FALSE);
  g_autoptr (TfFeatures) features = summarize (path, NULL, NULL, NULL);
  const TfSummary *s = tf_features_get_summary (features);
  long double means[K][DIM] = { { 0 } }, square[DIM][DIM] = { { 0 } };

  for (gsize i = 0; i < N; i++)
    for (gsize j = 0; j < DIM; j++)
      means[labels[i]][j] += (long double) rows[i * DIM + j] / s->sizes[labels[i]];
  for (gsize i = 0; i < N; i++)
    for (gsize a = 0; a < DIM; a++)
      for (gsize b = 0; b < DIM; b++)
        square[a][b] += (rows[i * DIM + a] - means[labels[i]][a]) * (rows[i * DIM + b] - means[labels[i]][b]) / N;
  for (gsize k = 0; k < K; k++)
    for (gsize j = 0; j < DIM; j++)
      g_assert_cmpfloat (fabsl (s->means[k * DIM + j] - means[k][j]), <=, 1e-12L * FAR);
  for (gsize a = 0; a < DIM; a++)
    for (gsize b = 0; b < DIM; b++)
      g_assert_cmpfloat (fabsl (s->covariance[a + b * DIM] - square[a][b]), <=, 1e-12L);
}

/* Who has the piece in which something is wrong says what one process alone would. */
static void
test_wrong_number (void)
{
  g_autofree char *path = NULL, *y = write_npy ("labels.npy", TRUE);
  Job   job = { .n = 2, .rank = 1 };
  const TfShare share = { FALSE, FALSE, is_here, exchange, &job };
  float before = rows[(TF_PIECE + 100) * DIM + 1];
  g_autoptr (GError) alone = NULL, shared = NULL;

  rows[(TF_PIECE + 100) * DIM + 1] = NAN;
  path = write_npy ("wrong.npy", FALSE);
  rows[(TF_PIECE + 100) * DIM + 1] = before;
  g_assert_null (summarize (path, y, NULL, &alone));
  g_assert_null (summarize (path, y, &share, &shared));
  g_assert_cmpstr (shared->message, ==, alone->message);
  g_assert_nonnull (strstr (alone->message, "row 65637, column 2"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("test-pieces-XXXXXX", NULL);
  draw ();
  g_test_add_func ("/pieces/any-number", test_any_number);
  g_test_add_func ("/pieces/not-shared", test_not_shared);
  g_test_add_func ("/pieces/right", test_right);
  g_test_add_func ("/pieces/wrong-number", test_wrong_number);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  g_free (rows);
  g_free (labels);
  return status;
}
