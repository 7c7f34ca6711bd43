/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gather.h"

#include <math.h>
#include <string.h>

#include "linalg.h"
#include "thread.h"

/* Numbers of a block: 8 MB of doubles. */
#define BLOCK_NUMBERS (1 << 20)
#define MAX_BLOCK 16384

/* Below this the lower triangle is not worth being shared out. */
#define LEAST_DIM_HALVED 64

/* One of the samples kept, in a heap with the largest key on top. */
typedef struct
{
  guint64 key;
  gsize   place; /* in sample */
} Kept;

struct _TfGather
{
  gsize   dim_in;  /* numbers of a sample */
  gsize   dim;     /* d: those that are features */
  gsize  *columns; /* d: which; or NULL: all */
  gsize   block;   /* samples */
  guint   n_classes, room; /* classes so far, and for how many there is room */
  gsize  *sizes;
  double *anchors; /* d x K */
  double *sums;    /* d x K: of x - anchor */
  double *lows;    /* d x K: what rounding has dropped of them */
  double *square;  /* d x d, lower triangle: sum of (x - anchor)(x - anchor)' */

  gsize    n_sample, most; /* samples kept; at the most */
  Kept    *heap;
  float   *sample;         /* d x most */
  guint32 *sample_classes; /* most */

  /* The present block. */
  const guint8 *bytes;
  TfScalar scalar;
  gsize    n;
  double  *rows;    /* d x block */
  guint32 *classes; /* block */
  guint64 *keys;    /* block */
  double  *wide;    /* dim_in x 2, where there are columns */
};

gsize
tf_gather_get_block (gsize dim)
{
  return CLAMP (BLOCK_NUMBERS / dim, 1, MAX_BLOCK);
}

static void
make_room (TfGather *self, guint n_classes)
{
  gsize d = self->dim, before = self->room;

  if (n_classes > self->room)
    {
      self->room = MAX (n_classes, 2 * self->room);
      self->sizes = g_renew (gsize, self->sizes, self->room);
      self->anchors = g_renew (double, self->anchors, d * self->room);
      self->sums = g_renew (double, self->sums, d * self->room);
      self->lows = g_renew (double, self->lows, d * self->room);
      memset (self->sizes + before, 0, (self->room - before) * sizeof *self->sizes);
      memset (self->anchors + d * before, 0, d * (self->room - before) * sizeof (double));
      memset (self->sums + d * before, 0, d * (self->room - before) * sizeof (double));
      memset (self->lows + d * before, 0, d * (self->room - before) * sizeof (double));
    }
  self->n_classes = MAX (self->n_classes, n_classes);
}

TfGather *
tf_gather_new (gsize dim, const guint8 *keep)
{
  TfGather *self = g_new0 (TfGather, 1);

  self->dim_in = self->dim = dim;
  if (keep != NULL)
    {
      self->columns = g_new (gsize, dim);
      self->dim = 0;
      for (gsize j = 0; j < dim; j++)
        if (keep[j])
          self->columns[self->dim++] = j;
      self->wide = g_new (double, 2 * dim);
    }
  self->block = tf_gather_get_block (dim);
  self->square = g_new0 (double, self->dim * self->dim);
  self->rows = g_new (double, self->block * self->dim);
  self->classes = g_new (guint32, self->block);
  self->keys = g_new (guint64, self->block);
  self->most = tf_summary_count_sample (self->dim);
  self->heap = g_new (Kept, self->most);
  self->sample = g_new (float, self->most * self->dim);
  self->sample_classes = g_new (guint32, self->most);
  return self;
}

void
tf_gather_free (TfGather *self)
{
  g_free (self->columns);
  g_free (self->sizes);
  g_free (self->anchors);
  g_free (self->sums);
  g_free (self->lows);
  g_free (self->square);
  g_free (self->heap);
  g_free (self->sample);
  g_free (self->sample_classes);
  g_free (self->rows);
  g_free (self->classes);
  g_free (self->keys);
  g_free (self->wide);
  g_free (self);
}

/* --- the sample --- */

/* A number that looks drawn, of what the sample holds. Four chains side by side. */
static guint64
make_key (const double *row, gsize d)
{
  guint64 chains[4] = { 0x243f6a8885a308d3u, 0x13198a2e03707344u, 0xa4093822299f31d0u, 0x082efa98ec4e6c89u }, key = d;

  for (gsize i = 0; i < d; i++)
    {
      guint64 bits;

      memcpy (&bits, row + i, sizeof bits);
      chains[i % 4] = (chains[i % 4] ^ bits) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      chains[i % 4] ^= chains[i % 4] >> 32;
    }
  for (int i = 0; i < 4; i++)
    {
      key = (key ^ chains[i]) * G_GUINT64_CONSTANT (0xd6e8feb86659fd93);
      key ^= key >> 32;
    }
  return key;
}

static void
sift_up (Kept *heap, gsize i)
{
  for (gsize above; i > 0 && heap[above = (i - 1) / 2].key < heap[i].key; i = above)
    {
      Kept other = heap[above];

      heap[above] = heap[i];
      heap[i] = other;
    }
}

static void
sift_down (Kept *heap, gsize n)
{
  for (gsize i = 0, next; (next = 2 * i + 1) < n; i = next)
    {
      Kept other;

      next += next + 1 < n && heap[next + 1].key > heap[next].key;
      if (heap[next].key <= heap[i].key)
        return;
      other = heap[next];
      heap[next] = heap[i];
      heap[i] = other;
    }
}

static void
keep_sample (TfGather *self, gsize i)
{
  gsize d = self->dim, place = self->n_sample;

  if (self->n_sample < self->most)
    {
      self->heap[self->n_sample] = (Kept){ self->keys[i], place };
      sift_up (self->heap, self->n_sample++);
    }
  else if (self->keys[i] >= self->heap[0].key)
    return;
  else
    {
      place = self->heap[0].place;
      self->heap[0].key = self->keys[i];
      sift_down (self->heap, self->n_sample);
    }
  for (gsize j = 0; j < d; j++)
    self->sample[place * d + j] = (float) self->rows[i * d + j];
  self->sample_classes[place] = self->classes[i];
}

/* --- a block --- */

/* Its numbers as doubles, and the samples' keys. */
static void
convert_part (gsize first, gsize n, guint part, gpointer user_data)
{
  TfGather *self = user_data;
  gsize     d = self->dim, size = tf_scalar_get_size (self->scalar);

  for (gsize i = first; i < first + n; i++)
    {
      const guint8 *bytes = self->bytes + i * self->dim_in * size;
      double       *row = self->rows + i * d, *wide = self->columns != NULL ? self->wide + part * self->dim_in : row;

      tf_scalar_to_doubles (self->scalar, bytes, self->dim_in, wide);
      for (gsize j = 0; self->columns != NULL && j < d; j++)
        row[j] = wide[self->columns[j]];
      self->keys[i] = make_key (row, d);
    }
}

/* Samples that are left out go. */
static void
drop_samples (TfGather *self)
{
  gsize d = self->dim, n = 0;

  for (gsize i = 0; i < self->n; i++)
    {
      if (self->classes[i] == G_MAXUINT32)
        continue;
      if (n < i)
        memcpy (self->rows + n * d, self->rows + i * d, d * sizeof (double));
      self->keys[n] = self->keys[i];
      self->classes[n++] = self->classes[i];
    }
  self->n = n;
}

/* Of classes that are met for the first time: the mean of those of the block, about the
 * first of them, so that the mean of equal samples is that sample. */
static void
find_anchors (TfGather *self)
{
  gsize d = self->dim;
  g_autofree gsize *n_new = g_new0 (gsize, self->n_classes);

  for (gsize i = 0; i < self->n; i++)
    {
      gsize   k = self->classes[i];
      double *anchor = self->anchors + k * d, *sum = self->sums + k * d;

      if (self->sizes[k] > 0)
        continue;
      if (n_new[k]++ == 0)
        memcpy (anchor, self->rows + i * d, d * sizeof (double));
      for (gsize j = 0; j < d; j++)
        sum[j] += self->rows[i * d + j] - anchor[j];
    }
  for (gsize k = 0; k < self->n_classes; k++)
    for (gsize j = k * d; n_new[k] > 0 && j < (k + 1) * d; j++)
      {
        self->anchors[j] += self->sums[j] / (double) n_new[k];
        self->sums[j] = 0;
      }
}

/* Deviations in place of coordinates [first, first + n), and their sums by class. */
static void
add_part (gsize first, gsize n, guint part, gpointer user_data)
{
  TfGather *self = user_data;
  gsize     d = self->dim;

  for (gsize i = 0; i < self->n; i++)
    {
      gsize         at = self->classes[i] * d;
      double       *row = self->rows + i * d, *sums = self->sums + at, *lows = self->lows + at;
      const double *anchor = self->anchors + at;

      for (gsize j = first; j < first + n; j++)
        {
          double x = row[j] - anchor[j], sum = sums[j] + x, back = sum - sums[j];

          lows[j] += (sums[j] - (sum - back)) + (x - back);
          sums[j] = sum;
          row[j] = x;
        }
    }
}

/* Coordinates [first, first + n) by themselves, and by the half of those of the other part
 * that makes both parts equal. */
static void
square_part (gsize first, gsize n, guint part, gpointer user_data)
{
  TfGather     *self = user_data;
  gsize         d = self->dim, half = part == 0 ? n : first, rest = d - half;
  gsize         from = part == 0 ? 0 : half / 2, columns = part == 0 ? half / 2 : half - half / 2;
  const double *rows = self->rows;

  cblas_dsyrk (CblasColMajor, CblasLower, CblasNoTrans, (int) n, (int) self->n, 1, rows + first, (int) d, 1,
               self->square + first * (d + 1), (int) d);
  if (columns > 0 && rest > 0)
    cblas_dgemm (CblasColMajor, CblasNoTrans, CblasTrans, (int) rest, (int) columns, (int) self->n, 1, rows + half, (int) d,
                 rows + from, (int) d, 1, self->square + half + from * d, (int) d);
}

static void
add_block (TfGather *self)
{
  gsize d = self->dim;

  tf_thread_halve (self->n, 1, convert_part, self);
  drop_samples (self);
  if (self->n == 0)
    return;
  for (gsize i = 0; i < self->n; i++)
    {
      make_room (self, self->classes[i] + 1);
      keep_sample (self, i);
    }
  find_anchors (self);
  if (d < LEAST_DIM_HALVED)
    {
      add_part (0, d, 0, self);
      tf_syrk (d, self->n, 1, self->rows, 1, self->square);
    }
  else
    {
      tf_thread_halve (d, 1, add_part, self);
      tf_thread_halve (d, 1, square_part, self);
    }
  for (gsize i = 0; i < self->n; i++)
    self->sizes[self->classes[i]]++;
}

void
tf_gather_add (TfGather *self, TfScalar scalar, const guint8 *samples, const guint32 *classes, gsize n)
{
  gsize row = self->dim_in * tf_scalar_get_size (scalar);

  self->scalar = scalar;
  for (gsize at = 0; at < n; at += self->block)
    {
      self->n = MIN (self->block, n - at);
      self->bytes = samples + at * row;
      memcpy (self->classes, classes + at, self->n * sizeof *classes);
      add_block (self);
    }
}

/* --- the end --- */

/* anchor + (sum + low)/n, to twice double precision. */
static void
finish_mean (double anchor, double sum, double low, double n, double *mean, double *rest)
{
  double quotient = sum / n, left = (fma (-quotient, n, sum) + low) / n;
  double high = anchor + quotient, part = high - anchor;
  double error = (anchor - (high - part)) + (quotient - part) + left;

  *mean = high + error;
  *rest = error - (*mean - high);
}

/* Sigma_W: the squares less those of the means about the anchors, over N. */
static void
finish_covariance (TfGather *self, gsize n)
{
  gsize d = self->dim;

  for (gsize k = 0; k < self->n_classes; k++)
    cblas_dscal ((int) d, self->sizes[k] > 0 ? 1 / sqrt ((double) self->sizes[k]) : 0, self->sums + k * d, 1);
  tf_syrk (d, self->n_classes, -1.0 / (double) n, self->sums, 1.0 / (double) n, self->square);
  for (gsize j = 0; j < d; j++)
    for (gsize i = j + 1; i < d; i++)
      self->square[j + i * d] = self->square[i + j * d];
}

static int
compare_kept (gconstpointer a, gconstpointer b)
{
  const Kept *x = a, *y = b;

  return (x->key > y->key) - (x->key < y->key);
}

static void
finish_sample (TfGather *self, TfSummary *summary)
{
  gsize d = self->dim;

  qsort (self->heap, self->n_sample, sizeof *self->heap, compare_kept);
  summary->n_sample = self->n_sample;
  summary->sample = g_new (float, MAX (self->n_sample * d, 1));
  summary->sample_classes = g_new (guint32, MAX (self->n_sample, 1));
  summary->keys = g_new (guint64, MAX (self->n_sample, 1));
  for (gsize i = 0; i < self->n_sample; i++)
    {
      gsize place = self->heap[i].place;

      memcpy (summary->sample + i * d, self->sample + place * d, d * sizeof (float));
      summary->sample_classes[i] = self->sample_classes[place];
      summary->keys[i] = self->heap[i].key;
    }
}

TfSummary *
tf_gather_finish (TfGather *self, guint n_classes)
{
  g_autoptr (TfSummary) summary = g_new0 (TfSummary, 1);
  gsize d = self->dim;

  make_room (self, n_classes);
  summary->dim = d;
  summary->n_classes = self->n_classes;
  summary->means = g_new0 (double, d * self->n_classes);
  summary->rest = g_new0 (double, d * self->n_classes);
  for (gsize k = 0; k < self->n_classes; k++)
    {
      summary->n_samples += self->sizes[k];
      for (gsize j = k * d; self->sizes[k] > 0 && j < (k + 1) * d; j++)
        finish_mean (self->anchors[j], self->sums[j], self->lows[j], (double) self->sizes[k], summary->means + j,
                     summary->rest + j);
    }
  finish_covariance (self, MAX (summary->n_samples, 1));
  finish_sample (self, summary);
  summary->sizes = g_memdup2 (self->sizes, self->n_classes * sizeof *self->sizes);
  summary->covariance = g_steal_pointer (&self->square);
  if (!isfinite (tf_norm (d * d, summary->covariance)) || !isfinite (tf_norm (d * self->n_classes, summary->means)))
    return NULL;
  return g_steal_pointer (&summary);
}
