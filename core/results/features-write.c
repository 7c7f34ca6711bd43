/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "features-write.h"

#include <errno.h>
#include <string.h>
#include <zip.h>

#include "linalg.h"
#include "npy-write.h"
#include "output.h"

/* Values of features at once: 8 MB of doubles. */
#define BLOCK_VALUES (1 << 20)

/* An archive's comment is counted in 16 bits. */
#define MAX_COMMENT 65000

typedef struct
{
  TfFeatures  *features;
  TfMoments   *moments;
  const char  *comment;
  gsize        dim;     /* of H; where the run is a network's, not that of the moments */
  double      *samples; /* H whole, d x N, where the run's state is; the next three then say nothing */
  double      *means;   /* M, d x K */
  double      *factor;  /* B, d x r */
  double      *inverse; /* L^+ as L with its columns divided by their squared lengths, d x r */
  double      *weights; /* K x d, row-major */
  double      *bias;    /* K, or NULL */
  gboolean     single;  /* float32 */
  gsize        block;   /* samples at once */
  double      *rows;    /* d x block: x - m0, then h */
  double      *coords;  /* r x block: z */
  float       *narrow;  /* d x block, where single */
  TfProgressFunc progress;
  gpointer     user_data;
  GCancellable *cancellable;
} Writer;

/* One array of the archive: a header and bytes, or the features by blocks. */
typedef struct
{
  Writer   *writer;
  char     *name;
  GString  *head;     /* of the .npy, and for all but the features the data */
  guint64   size;     /* of all bytes */
  guint64   position; /* of them, read */
  gboolean  streams;  /* the features */
  gsize     next;     /* sample of the next block */
  const guint8 *data; /* what is left of the present one */
  gsize     n_data;
  zip_error_t error;
} Member;

static void
member_free (Member *member)
{
  g_free (member->name);
  g_string_free (member->head, TRUE);
  zip_error_fini (&member->error);
  g_free (member);
}

static Member *
member_new (Writer *writer, const char *name)
{
  Member *member = g_new0 (Member, 1);

  member->writer = writer;
  member->name = g_strconcat (name, ".npy", NULL);
  member->head = g_string_new (NULL);
  zip_error_init (&member->error);
  return member;
}

static Member *
make_doubles (Writer *writer, const char *name, const char *shape, const double *values, gsize n)
{
  Member *member = member_new (writer, name);

  tf_npy_add_header (member->head, TF_NPY_ORDER "f8", shape);
  g_string_append_len (member->head, (const char *) values, n * sizeof *values);
  member->size = member->head->len;
  return member;
}

static Member *
make_features (Writer *writer)
{
  gsize n = tf_features_get_n_samples (writer->features), dim = tf_features_get_dim (writer->features);
  g_autofree char *shape = g_strdup_printf ("(%" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT ")", n, dim);
  Member *member = member_new (writer, "features");

  tf_npy_add_header (member->head, writer->single ? TF_NPY_ORDER "f4" : TF_NPY_ORDER "f8", shape);
  member->streams = TRUE;
  member->size = member->head->len + (guint64) n * dim * (writer->single ? sizeof (float) : sizeof (double));
  return member;
}

/* The names as numbers, or NULL where one of them is none. */
static gint64 *
names_as_numbers (TfFeatures *features)
{
  guint n = tf_features_get_n_classes (features);
  g_autofree const char **names = g_new (const char *, n);

  for (guint k = 0; k < n; k++)
    names[k] = tf_features_get_class_name (features, k);
  return tf_npy_parse_labels (n, names);
}

static Member *
make_word_labels (Writer *writer, const char *shape)
{
  TfFeatures *features = writer->features;
  const guint32 *classes = tf_features_get_classes (features);
  guint n_classes = tf_features_get_n_classes (features);
  gsize n = tf_features_get_n_samples (features);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree glong *lengths = g_new (glong, n_classes);
  g_autofree char *descr = NULL;
  g_autofree gunichar *cell = NULL;
  Member *member = member_new (writer, "labels");
  glong longest = 1;

  for (guint k = 0; k < n_classes; k++)
    {
      g_ptr_array_add (words, g_utf8_to_ucs4_fast (tf_features_get_class_name (features, k), -1, &lengths[k]));
      longest = MAX (longest, lengths[k]);
    }
  descr = g_strdup_printf (TF_NPY_ORDER "U%ld", longest);
  tf_npy_add_header (member->head, descr, shape);
  cell = g_new (gunichar, longest);
  for (gsize i = 0; i < n; i++)
    {
      memset (cell, 0, longest * sizeof *cell);
      memcpy (cell, words->pdata[classes[i]], lengths[classes[i]] * sizeof *cell);
      g_string_append_len (member->head, (const char *) cell, longest * sizeof *cell);
    }
  member->size = member->head->len;
  return member;
}

static Member *
make_labels (Writer *writer)
{
  gsize n = tf_features_get_n_samples (writer->features);
  const guint32 *classes = tf_features_get_classes (writer->features);
  g_autofree char *shape = g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", n);
  g_autofree gint64 *values = names_as_numbers (writer->features);
  Member *member;

  if (values == NULL)
    return make_word_labels (writer, shape);
  member = member_new (writer, "labels");
  tf_npy_add_header (member->head, TF_NPY_ORDER "i8", shape);
  for (gsize i = 0; i < n; i++)
    g_string_append_len (member->head, (const char *) &values[classes[i]], sizeof (gint64));
  member->size = member->head->len;
  return member;
}

/* h = m_k + B L^+ (x - m0_k) of n samples. */
static void
map_rows (Writer *writer, gsize first, gsize n)
{
  const TfMoments *moments = writer->moments;
  gsize dim = moments->dim, rank = moments->rank;
  const guint32 *classes = tf_features_get_classes (writer->features) + first;

  tf_features_get_rows (writer->features, first, n, writer->rows);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < dim; j++)
      writer->rows[i * dim + j] -= moments->means[classes[i] * dim + j];
  if (rank > 0)
    tf_gemm (CblasTrans, CblasNoTrans, rank, n, dim, 1, writer->inverse, writer->rows, 0, writer->coords);
  for (gsize i = 0; i < n; i++)
    memcpy (writer->rows + i * dim, writer->means + classes[i] * dim, dim * sizeof (double));
  if (rank > 0)
    tf_gemm (CblasNoTrans, CblasNoTrans, dim, n, rank, 1, writer->factor, writer->coords, 1, writer->rows);
}

static void
fill_block (Writer *writer, Member *member)
{
  gsize dim = writer->dim, first = member->next;
  gsize n = MIN (writer->block, tf_features_get_n_samples (writer->features) - first);

  if (writer->samples != NULL)
    memcpy (writer->rows, writer->samples + first * dim, n * dim * sizeof (double));
  else
    map_rows (writer, first, n);
  for (gsize i = 0; writer->single && i < n * dim; i++)
    writer->narrow[i] = (float) writer->rows[i];

  member->next += n;
  member->data = writer->single ? (const guint8 *) writer->narrow : (const guint8 *) writer->rows;
  member->n_data = n * dim * (writer->single ? sizeof (float) : sizeof (double));
  if (writer->progress != NULL)
    writer->progress ((double) member->next / tf_features_get_n_samples (writer->features), writer->user_data);
}

static zip_int64_t
read_member (Member *member, guint8 *buffer, zip_uint64_t length)
{
  zip_uint64_t n_read = 0;

  if (g_cancellable_is_cancelled (member->writer->cancellable))
    {
      zip_error_set (&member->error, ZIP_ER_CANCELLED, 0);
      return -1;
    }
  while (n_read < length && member->position < member->size)
    {
      gsize n;

      if (member->n_data == 0)
        fill_block (member->writer, member);
      n = MIN (member->n_data, length - n_read);
      memcpy (buffer + n_read, member->data, n);
      member->data += n;
      member->n_data -= n;
      member->position += n;
      n_read += n;
    }
  return (zip_int64_t) n_read;
}

static zip_int64_t
get_stat (Member *member, void *data, zip_uint64_t length)
{
  zip_stat_t *stat = data;

  if (length < sizeof *stat)
    return -1;
  zip_stat_init (stat);
  stat->valid = ZIP_STAT_SIZE | ZIP_STAT_MTIME;
  stat->size = member->size;
  stat->mtime = TF_NPZ_FIRST_TIME;
  return sizeof *stat;
}

static zip_int64_t
source_cb (void *user_data, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
  Member *member = user_data;

  switch ((int) command) /* a library's: what is not supported is refused */
    {
    case ZIP_SOURCE_OPEN:
      member->position = 0;
      member->next = 0;
      member->data = (const guint8 *) member->head->str;
      member->n_data = member->head->len;
      return 0;
    case ZIP_SOURCE_READ:
      return read_member (member, data, length);
    case ZIP_SOURCE_CLOSE:
      return 0;
    case ZIP_SOURCE_STAT:
      return get_stat (member, data, length);
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data (&member->error, data, length);
    case ZIP_SOURCE_FREE:
      member_free (member);
      return 0;
    case ZIP_SOURCE_SUPPORTS:
      return ZIP_SOURCE_SUPPORTS_READABLE;
    default:
      zip_error_set (&member->error, ZIP_ER_OPNOTSUPP, 0);
      return -1;
    }
}

/* Takes the member. */
static gboolean
add_member (zip_t *archive, Member *member)
{
  zip_source_t *source = zip_source_function (archive, source_cb, member);
  zip_int64_t index;

  if (source == NULL)
    {
      member_free (member);
      return FALSE;
    }
  index = zip_file_add (archive, member->name, source, ZIP_FL_ENC_UTF_8);
  if (index < 0)
    {
      zip_source_free (source);
      return FALSE;
    }
  return zip_set_file_compression (archive, index, ZIP_CM_STORE, 0) == 0;
}

static gboolean
add_members (zip_t *archive, Writer *writer)
{
  gsize n_classes = writer->moments->n_classes, dim = writer->dim;
  g_autofree char *matrix = g_strdup_printf ("(%" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT ")", n_classes, dim);
  g_autofree char *vector = g_strdup_printf ("(%" G_GSIZE_FORMAT ",)", n_classes);

  if (writer->comment != NULL && strlen (writer->comment) <= MAX_COMMENT
      && zip_set_archive_comment (archive, writer->comment, strlen (writer->comment)) != 0)
    return FALSE;
  return add_member (archive, make_features (writer)) && add_member (archive, make_labels (writer))
         && add_member (archive, make_doubles (writer, "W", matrix, writer->weights, n_classes * dim))
         && (writer->bias == NULL || add_member (archive, make_doubles (writer, "b", vector, writer->bias, n_classes)));
}

static gboolean
fail_zip (zip_t *archive, GCancellable *cancellable, GError **error)
{
  zip_error_t *cause = zip_get_error (archive);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (zip_error_system_type (cause) == ZIP_ET_SYS)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (zip_error_code_system (cause)), "could not be written: %s",
                 g_strerror (zip_error_code_system (cause)));
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "could not be written: %s", zip_error_strerror (cause));
  return FALSE;
}

static gboolean
fill_cb (const char *path, gpointer user_data, GError **error)
{
  Writer *writer = user_data;
  int code;
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, &code);

  if (archive == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "could not be written");
      return FALSE;
    }
  if (add_members (archive, writer) && zip_close (archive) == 0)
    return TRUE;
  fail_zip (archive, writer->cancellable, error);
  zip_discard (archive);
  return FALSE;
}

static void
prepare (Writer *writer, TfRun *run)
{
  const TfMoments *moments = writer->moments;
  gsize dim = tf_run_get_dim (run), rank = moments->rank, n_classes = moments->n_classes;
  const char *dtype = tf_features_get_dtype (writer->features);

  writer->dim = dim;
  writer->means = g_new (double, dim * n_classes);
  writer->factor = g_new (double, dim * MAX (rank, 1));
  writer->weights = g_new (double, dim * n_classes);
  writer->bias = tf_flow_get_parameters (tf_run_get_flow (run))->bias ? g_new (double, n_classes) : NULL;
  writer->samples = tf_run_get_samples (run);
  if (writer->samples == NULL)
    tf_run_get_features (run, writer->means, writer->factor);
  tf_run_get_classifier (run, writer->weights, writer->bias);
  writer->inverse = tf_moments_invert_factor (moments);
  writer->single = g_str_equal (dtype, "float32") || g_str_equal (dtype, "float16") || g_str_equal (dtype, "bfloat16");
  writer->block = MAX (1, BLOCK_VALUES / dim);
  writer->rows = g_new (double, writer->block * dim);
  writer->coords = g_new (double, writer->block * MAX (rank, 1));
  writer->narrow = writer->single ? g_new (float, writer->block * dim) : NULL;
}

/* public */

gboolean
tf_features_write (TfFeatures     *features,
                   TfMoments      *moments,
                   TfRun          *run,
                   const char     *comment,
                   const char     *path,
                   TfProgressFunc  progress,
                   gpointer        user_data,
                   GCancellable   *cancellable,
                   GError        **error)
{
  Writer writer = { .features = features, .moments = moments, .comment = comment, .progress = progress,
                    .user_data = user_data, .cancellable = cancellable };
  gboolean written;

  if (tf_features_get_summary (features) != NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "of these features only the moments are known, so that they cannot be written");
      return FALSE;
    }
  prepare (&writer, run);
  written = tf_output_replace (path, fill_cb, &writer, error);
  g_free (writer.samples);
  g_free (writer.means);
  g_free (writer.factor);
  g_free (writer.inverse);
  g_free (writer.weights);
  g_free (writer.bias);
  g_free (writer.rows);
  g_free (writer.coords);
  g_free (writer.narrow);
  return written;
}
