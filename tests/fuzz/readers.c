/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create () */

#include "readers.h"

#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "features-load.h"
#include "features.h"
#include "lesson-text.h"
#include "lesson.h"
#include "reader-table.h"
#include "session.h"
#include "zip.h"

/* A file in memory; the same one again and again. Its name has no suffix. */
typedef struct
{
  int  fd; /* 0: not there yet */
  char path[32];
} Scratch;

static const char *
fill (Scratch *scratch, const void *bytes, gsize n)
{
  if (scratch->fd == 0)
    {
      scratch->fd = memfd_create ("fuzz", MFD_CLOEXEC);
      g_assert_cmpint (scratch->fd, >, 0);
      g_snprintf (scratch->path, sizeof scratch->path, "/proc/self/fd/%d", scratch->fd);
    }
  g_assert_cmpint (ftruncate (scratch->fd, 0), ==, 0);
  g_assert_cmpint (n > 0 ? pwrite (scratch->fd, bytes, n, 0) : 0, ==, (gssize) n);
  return scratch->path;
}

/* The other half of what comes alone: as many samples as most seeds have. */
#define N_PARTNERS 24

static const char *
partner_labels (void)
{
  static Scratch scratch;
  g_autoptr (GString) text = g_string_new (NULL);

  if (scratch.fd != 0)
    return scratch.path;
  for (int i = 0; i < N_PARTNERS; i++)
    g_string_append_printf (text, "%d\n", i % 4);
  return fill (&scratch, text->str, text->len);
}

static const char *
partner_features (void)
{
  static Scratch scratch;
  g_autoptr (GString) text = g_string_new (NULL);

  if (scratch.fd != 0)
    return scratch.path;
  for (int i = 0; i < N_PARTNERS; i++)
    g_string_append_printf (text, "%d,%d\n", i, i * i);
  return fill (&scratch, text->str, text->len);
}

static void
check_sentence (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == TF_FEATURES_ERROR || error->domain == G_IO_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_cmpuint (strlen (error->message), <, 2000);
}

static void
check_classes (TfFeatures *features)
{
  guint k_n = tf_features_get_n_classes (features);
  gsize sum = 0;

  g_assert_cmpuint (k_n, >=, 2);
  g_assert_cmpuint (k_n, <=, TF_FEATURES_MAX_CLASSES);
  for (guint k = 0; k < k_n; k++)
    {
      g_assert_cmpuint (tf_features_get_class_sizes (features)[k], >=, 1);
      sum += tf_features_get_class_sizes (features)[k];
      g_assert_true (g_utf8_validate (tf_features_get_class_name (features, k), -1, NULL));
    }
  g_assert_cmpuint (sum, ==, tf_features_get_n_samples (features));
}

static void
check_values (TfFeatures *features)
{
  gsize n = tf_features_get_n_rows (features), d = tf_features_get_dim (features);
  gsize block = CLAMP (4096 / d, 1, MAX (n, 1));
  g_autofree double *rows = g_new (double, block * d);

  g_assert_cmpuint (d, >=, 1);
  g_assert_cmpuint (n, <=, tf_features_get_n_samples (features));
  for (gsize i = 0; i < n; i += block)
    {
      gsize m = MIN (block, n - i);

      tf_features_get_rows (features, i, m, rows);
      for (gsize j = 0; j < m * d; j++)
        g_assert_true (isfinite (rows[j]));
    }
}

static void
check_sound (TfFeatures *features)
{
  const double *weights = tf_features_get_weights (features), *bias = tf_features_get_bias (features);
  const char   *notice = tf_features_get_notice (features);

  check_classes (features);
  check_values (features);
  for (gsize i = 0; weights != NULL && i < tf_features_get_n_classes (features) * tf_features_get_dim (features); i++)
    g_assert_true (isfinite (weights[i]));
  for (guint k = 0; bias != NULL && k < tf_features_get_n_classes (features); k++)
    g_assert_true (isfinite (bias[k]));
  g_assert_true (g_utf8_validate (tf_features_get_name (features), -1, NULL));
  g_assert_true (notice == NULL || (g_utf8_validate (notice, -1, NULL) && strlen (notice) < 2000));
}

gboolean
fuzz_load (const char *path, const char *labels_path, const char *features_key, const char *labels_key)
{
  TfFeaturesOptions options = { .features_key = features_key, .labels_key = labels_key, .labels_path = labels_path };
  g_autoptr (GError) error = NULL;
  g_autoptr (TfFeatures) features = tf_features_load (path, &options, NULL, NULL, NULL, &error);

  g_assert_true ((features == NULL) == (error != NULL));
  if (error != NULL)
    check_sentence (error);
  else
    check_sound (features);
  return features != NULL;
}

/* As features with labels of its own, under keys that may be there, and as either half of two files. */
static void
load_every_way (const char *path)
{
  fuzz_load (path, NULL, NULL, NULL);
  fuzz_load (path, NULL, "foo", "bar");
  fuzz_load (path, NULL, "h", "label");
  fuzz_load (path, partner_labels (), NULL, NULL);
  fuzz_load (partner_features (), path, NULL, NULL);
}

static void
read_unnamed (const guint8 *bytes, gsize n)
{
  static Scratch scratch;

  load_every_way (fill (&scratch, bytes, n));
}

/* What the file is says its content; or its name, where there is nothing else to go by. */
static void
read_format (const guint8 *bytes, gsize n, const char *suffix)
{
  static Scratch scratch;
  g_autofree char *folder = g_dir_make_tmp ("fuzz-XXXXXX", NULL), *name = g_strconcat ("file.", suffix, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (symlink (fill (&scratch, bytes, n), path), ==, 0);
  load_every_way (path);
  unlink (path);
  rmdir (folder);
}

/* An archive packed from the bytes, so that its checksums are right and what is
 * tried is what stands inside: a name's number (deflated, with the high bit
 * set), two bytes of length, the member; and again. */
static void
read_members (const char *const *names, guint n_names, const guint8 *bytes, gsize n)
{
  g_auto (Zip) zip = { 0 };

  zip_init (&zip);
  for (gsize at = 0; at + 3 <= n;)
    {
      guint8 kind = bytes[at];
      gsize  length = MIN (bytes[at + 1] + 256u * bytes[at + 2], n - at - 3);

      zip_add (&zip, names[(kind & 0x7f) % n_names], bytes + at + 3, length, kind & 0x80);
      at += 3 + length;
    }
  zip_finish (&zip);
  read_unnamed (zip.bytes->data, zip.bytes->len);
}

static void
read_npz_members (const guint8 *bytes, gsize n, const char *suffix)
{
  static const char *const names[] = { "H.npy", "y.npy", "W.npy", "b.npy", "features.npy", "labels.npy", "X.npy",
                                       "targets.npy", "arr_0.npy", "arr_1.npy", "weights.npy", "bias.npy", "foo.npy",
                                       "bar.npy", "README", ".npy" };

  read_members (names, G_N_ELEMENTS (names), bytes, n);
}

/* The same with the names of a file of moments, and of features in two batches. */
static void
read_npz_moments (const guint8 *bytes, gsize n, const char *suffix)
{
  static const char *const names[] = { "counts.npy", "means.npy", "cov_within.npy", "classes.npy", "sample.npy", "sample_labels.npy",
                                       "sample_keys.npy", "means_rest.npy", "dtype.npy", "epoch.npy", "loss.npy", "W.npy", "b.npy",
                                       "H_0.npy", "H_1.npy", "y_0.npy", "y_1.npy" };

  read_members (names, G_N_ELEMENTS (names), bytes, n);
}

/* The pickle in an archive of PyTorch's, beside two storages of 192 items. */
static void
read_torch_pickle (const guint8 *bytes, gsize n, const char *suffix)
{
  float  values[8 * N_PARTNERS];
  guint8 labels[8 * N_PARTNERS];
  g_auto (Zip) zip = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      values[i] = (float) (i * 7919 % 101);
      labels[i] = i % 4;
    }
  zip_init (&zip);
  zip_add (&zip, "a/data.pkl", bytes, n, FALSE);
  zip_add (&zip, "a/data/0", values, sizeof values, FALSE);
  zip_add (&zip, "a/data/1", labels, sizeof labels, TRUE);
  zip_finish (&zip);
  read_unnamed (zip.bytes->data, zip.bytes->len);
}

void
fuzz_session (const guint8 *bytes, gsize n, const char *suffix)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfSession) session = NULL, again = NULL;
  g_autofree char *text = NULL, *second = NULL;
  gsize length;

  tf_session_is_text ((const char *) bytes, n);
  session = tf_session_from_text ((const char *) bytes, n, "/tmp", &error);
  if (session == NULL)
    {
      check_sentence (error);
      return;
    }
  g_assert_true (tf_parameters_validate (&session->course->start, NULL));
  for (guint i = 0; i < session->course->n_changes; i++)
    g_assert_true (tf_parameters_validate (&session->course->changes[i].parameters, NULL));
  text = tf_session_to_text (session, "/tmp", &length);
  again = tf_session_from_text (text, length, "/tmp", &error);
  g_assert_no_error (error);
  g_assert_true (tf_course_equal (session->course, again->course));
  second = tf_session_to_text (again, "/tmp", NULL);
  g_assert_cmpstr (text, ==, second);
}

/* The text of a lesson, likewise; what is wrong with it is said with its line. */
static void
read_lesson (const guint8 *bytes, gsize n, const char *suffix)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TfLesson) lesson = NULL, again = NULL;
  g_autofree char *text = NULL, *second = NULL;
  gsize length;

  tf_lesson_is_text ((const char *) bytes, n);
  lesson = tf_lesson_from_text ((const char *) bytes, n, "/tmp", &error);
  if (lesson == NULL)
    {
      check_sentence (error);
      g_assert_true (g_str_has_prefix (error->message, "line "));
      return;
    }
  for (guint i = 0; i < lesson->steps->len; i++)
    {
      const TfLessonStep *step = tf_lesson_get_step (lesson, i);
      g_assert_true (tf_parameters_validate (&step->parameters, NULL));
    }
  text = tf_lesson_to_text (lesson, "/tmp", &length);
  again = tf_lesson_from_text (text, length, "/tmp", &error);
  g_assert_no_error (error);
  second = tf_lesson_to_text (again, "/tmp", NULL);
  g_assert_cmpstr (text, ==, second);
}

GArray *
fuzz_list_targets (void)
{
  static const FuzzTarget others[] = {
    { "npz-members", NULL, read_npz_members },
    { "npz-moments", NULL, read_npz_moments },
    { "torch-pickle", NULL, read_torch_pickle },
    { "session", NULL, fuzz_session },
    { "lesson", NULL, read_lesson },
  };
  GArray *targets = g_array_new (FALSE, FALSE, sizeof (FuzzTarget));
  const TfReader *reader;

  for (guint i = 0; (reader = tf_reader_get (i)) != NULL; i++)
    g_array_append_val (targets, ((FuzzTarget){ reader->suffixes[0], reader->suffixes[0], read_format }));
  return g_array_append_vals (targets, others, G_N_ELEMENTS (others));
}
