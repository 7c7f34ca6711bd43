/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "span.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "linalg.h"

/* Coordinates are measured in units of their own where their spreads differ by more. */
#define WIDE 64
/* Error of a computed eigen- or singular vector: this times the dimension times
 * epsilon, over the gap. */
#define VECTOR_ERROR 4

/* Of one number as stored; and of the arithmetic that numbers of this type come from. Text whose last
 * digits are not known any more, of which only moments are left, is taken for what networks mostly use. */
static double
epsilon_of (const char *dtype, gboolean has_units, double *arithmetic)
{
  gboolean single = g_strcmp0 (dtype, "float32") == 0 || (!has_units && g_strcmp0 (dtype, "text") == 0);
  double half = g_strcmp0 (dtype, "float16") == 0 ? 0x1p-10 : g_strcmp0 (dtype, "bfloat16") == 0 ? 0x1p-7 : 0;

  *arithmetic = single || half > 0 ? FLT_EPSILON : DBL_EPSILON;
  return half > 0 ? half : *arithmetic;
}

/* A share of the size of coordinate j. Of text its last digit decides, and numbers that
 * do not go further than single precision are taken to come from that. */
static double
find_noise (const TfMoments *moments, gsize j, double size)
{
  double arithmetic, stored = epsilon_of (moments->dtype, moments->units != NULL, &arithmetic), unit = 0;

  if (moments->units != NULL && size > 0)
    unit = moments->units[j] / size;
  if (unit > FLT_EPSILON / 4)
    arithmetic = FLT_EPSILON;
  return 2 * fmax (stored, 0.5 * unit) + 2 * sqrt (moments->dim) * arithmetic;
}

/* The power of two next to x, with which scaling is exact; 1 for 0. */
static double
round_to_power (double x)
{
  return x > 0 && isfinite (x) ? ldexp (1, (int) round (log2 (x))) : 1;
}

static gboolean
is_present (const TfMoments *moments, const double *variances, gsize j)
{
  return variances[j] > 0 && sqrt (variances[j]) > moments->floors[j];
}

/* The root mean square of coordinate j. */
static double
get_size (const TfMoments *moments, const double *variances, gsize j)
{
  double size = sqrt (variances[j]);

  for (guint k = 0; k < moments->n_classes; k++)
    size = hypot (size, sqrt (moments->shares[k]) * moments->means[j + k * moments->dim]);
  return size;
}

static void
choose_scales (TfMoments *moments, const double *variances)
{
  gsize d = moments->dim;
  double least = INFINITY, most = 0;

  for (gsize j = 0; j < d; j++)
    if (is_present (moments, variances, j))
      {
        least = MIN (least, sqrt (variances[j]));
        most = MAX (most, sqrt (variances[j]));
      }
  for (gsize j = 0; j < d; j++)
    if (!(most > WIDE * least))
      moments->scales[j] = 1;
    else
      moments->scales[j] = round_to_power (is_present (moments, variances, j) ? sqrt (variances[j])
                                                                               : get_size (moments, variances, j));
}

void
tf_span_measure (TfMoments *moments, const double *variances)
{
  gsize d = moments->dim;

  moments->noise = 0;
  moments->floors = g_new (double, d);
  moments->scales = g_new (double, d);
  for (gsize j = 0; j < d; j++)
    {
      double size = get_size (moments, variances, j), noise = find_noise (moments, j, size);

      moments->floors[j] = noise * size;
      moments->noise = MAX (moments->noise, noise);
    }
  choose_scales (moments, variances);
}

gsize *
tf_span_list_present (const TfMoments *moments, const double *variances, gsize *n)
{
  gsize *index = g_new (gsize, MAX (moments->dim, 1));

  *n = 0;
  for (gsize j = 0; j < moments->dim; j++)
    if (is_present (moments, variances, j))
      index[(*n)++] = j;
  return index;
}

double
tf_span_floor (const TfMoments *moments, gsize n, const gsize *index, const double *u)
{
  double square = 0;

  for (gsize i = 0; i < n; i++)
    square += pow (u[i] * moments->floors[index[i]] / moments->scales[index[i]], 2);
  return sqrt (square);
}

/* What the span is found from: columns over the coordinates that are not 0
 * throughout, each divided by its scale. */
typedef struct
{
  const TfMoments *moments;
  gsize n, n_varied;     /* coordinates; those of them in which L is not 0 */
  gsize *index;          /* n: which of the d they are */
  gsize n_factor, n_all; /* columns: of L, and with those that M adds */
  double *columns;       /* n x n_all, orthonormal */
  double *lengths;       /* r: of L's columns */
} Columns;

static void
columns_clear (Columns *self)
{
  g_free (self->index);
  g_free (self->columns);
  g_free (self->lengths);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Columns, columns_clear)

static void
list_coordinates (Columns *self)
{
  const TfMoments *m = self->moments;

  self->index = g_new (gsize, m->dim);
  for (gsize j = 0; j < m->dim; j++)
    if (m->floors[j] > 0)
      {
        gboolean varied = FALSE;

        for (guint i = 0; i < m->rank && !varied; i++)
          varied = m->factor[j + i * m->dim] != 0;
        self->n_varied += varied;
        self->index[self->n++] = j;
      }
}

/* n x n_columns of a (d x n_columns), in units of the scales. */
static double *
take_rows (const Columns *self, gsize n_columns, const double *a)
{
  const TfMoments *m = self->moments;
  double *rows = g_new (double, MAX (self->n * n_columns, 1));

  for (gsize i = 0; i < n_columns; i++)
    for (gsize j = 0; j < self->n; j++)
      rows[j + i * self->n] = a[self->index[j] + i * m->dim] / m->scales[self->index[j]];
  return rows;
}

static void
take_factor (Columns *self)
{
  gsize n = self->n, r = self->moments->rank;

  self->n_factor = self->n_all = r;
  self->columns = take_rows (self, r, self->moments->factor);
  self->lengths = g_new (double, MAX (r, 1));
  for (gsize i = 0; i < r; i++)
    {
      self->lengths[i] = tf_norm (n, self->columns + i * n);
      cblas_dscal (n, 1 / self->lengths[i], self->columns + i * n, 1);
    }
}

/* Takes from a (n x n_columns) what lies in L's span; returns how long what is
 * left may be by the error of L's directions alone. The shortest of them lean
 * towards what is not there, as far as what they were computed from lets them. */
static double
reject_factor (const Columns *self, gsize n_columns, double *a)
{
  gsize n = self->n, r = self->n_factor;
  gboolean squared = self->moments->n_samples >= self->moments->dim;
  g_autofree double *along = g_new (double, MAX (r * n_columns, 1));
  double error = 0;

  for (int pass = 0; pass < 2; pass++)
    {
      tf_gemm (CblasTrans, CblasNoTrans, r, n_columns, n, 1, self->columns, a, 0, along);
      tf_gemm (CblasNoTrans, CblasNoTrans, n, n_columns, r, -1, self->columns, along, 1, a);
      for (gsize i = 0; i < r && pass == 0 && r < self->n_varied; i++)
        {
          double gap = self->lengths[i] / self->lengths[0], lean = VECTOR_ERROR * n * DBL_EPSILON / gap;

          lean = MIN (squared ? lean / gap : lean, 1);
          error = hypot (error, lean * cblas_dnrm2 (n_columns, along + i, MAX (r, 1)));
        }
    }
  return error;
}

/* Where L fills all the coordinates it is in, nothing else can be there. */
static void
clear_varied (const Columns *self, gsize n_columns, double *a)
{
  const TfMoments *m = self->moments;

  for (gsize j = 0; j < self->n && self->n_factor == self->n_varied; j++)
    for (guint i = 0; i < m->rank; i++)
      if (m->factor[self->index[j] + i * m->dim] != 0)
        {
          cblas_dscal (n_columns, 0, a + j, self->n);
          break;
        }
}

/* Appends what M adds to the span of L. */
static void
add_means (Columns *self)
{
  const TfMoments *m = self->moments;
  gsize n = self->n, k_n = m->n_classes, p = MIN (n, k_n);
  g_autofree double *means = take_rows (self, k_n, m->means);
  g_autofree double *u = g_new (double, MAX (n * p, 1)), *s = g_new (double, MAX (p, 1));
  double size, error;

  for (gsize k = 0; k < k_n; k++)
    cblas_dscal (n, sqrt (m->shares[k]), means + k * n, 1);
  size = tf_norm (n * k_n, means);
  error = reject_factor (self, k_n, means);
  error = MAX (error, 16 * DBL_EPSILON * size);
  clear_varied (self, k_n, means);
  if (!tf_svd (n, k_n, means, u, s, NULL))
    g_assert_not_reached (); /* means and factor are finite */
  self->columns = g_renew (double, self->columns, MAX (n * (self->n_all + p), 1));
  for (gsize i = 0; i < p && self->n_all < n; i++)
    if (s[i] > MAX (error, tf_span_floor (m, n, self->index, u + i * n)))
      memcpy (self->columns + n * self->n_all++, u + i * n, n * sizeof (double));
}

/* d x n_all: the columns in the features' own units, made orthonormal. */
static double *
make_basis (const Columns *self)
{
  const TfMoments *m = self->moments;
  gsize n = self->n, s = self->n_all;
  g_autofree double *q = g_memdup2 (self->columns, n * s * sizeof (double));
  double *basis = g_new0 (double, m->dim * s);

  for (gsize j = 0; j < n; j++)
    cblas_dscal (s, m->scales[self->index[j]], q + j, n);
  if (s == n)
    for (gsize j = 0; j < n; j++)
      basis[self->index[j] + j * m->dim] = 1;
  else
    {
      tf_qr (n, s, q, NULL);
      for (gsize i = 0; i < s; i++)
        for (gsize j = 0; j < n; j++)
          basis[self->index[j] + i * m->dim] = q[j + i * n];
    }
  return basis;
}

/* s x n: Q'a. */
static double *
project (const TfMoments *m, gsize n, const double *a)
{
  double *inside = g_new (double, MAX (m->span * n, 1));

  tf_gemm (CblasTrans, CblasNoTrans, m->span, n, m->dim, 1, m->basis, a, 0, inside);
  return inside;
}

void
tf_span_find (TfMoments *moments)
{
  g_auto (Columns) columns = { .moments = moments };
  gsize d = moments->dim;

  moments->span = d;
  moments->span_means = moments->means;
  moments->span_factor = moments->factor;
  if (moments->rank == d)
    return;
  list_coordinates (&columns);
  take_factor (&columns);
  add_means (&columns);
  if (columns.n_all == d)
    return;
  moments->span = MAX (columns.n_all, 1);
  if (columns.n_all > 0)
    moments->basis = make_basis (&columns);
  else
    {
      /* Nothing but zeros: any direction will do. */
      moments->basis = g_new0 (double, d);
      moments->basis[0] = 1;
    }
  moments->span_means = project (moments, moments->n_classes, moments->means);
  moments->span_factor = project (moments, moments->rank, moments->factor);
}

double *
tf_span_extend (const TfMoments *moments, gsize n, const double *v, gsize *span)
{
  gsize d = moments->dim, s = moments->span, p = MIN (d, n), added = 0;
  g_autofree double *rest = NULL, *along = NULL, *u = NULL, *lengths = NULL;
  double size = tf_norm (d * n, v), *basis;

  if (moments->basis == NULL || !(size > 0))
    return NULL;
  rest = g_memdup2 (v, d * n * sizeof (double));
  along = g_new (double, s * n);
  u = g_new (double, d * p);
  lengths = g_new (double, p);
  for (int pass = 0; pass < 2; pass++)
    {
      tf_gemm (CblasTrans, CblasNoTrans, s, n, d, 1, moments->basis, rest, 0, along);
      tf_gemm (CblasNoTrans, CblasNoTrans, d, n, s, -1, moments->basis, along, 1, rest);
    }
  if (!tf_svd (d, n, rest, u, lengths, NULL))
    return NULL;
  while (added < MIN (p, d - s) && lengths[added] > moments->noise * size)
    added++;
  if (added == 0)
    return NULL;
  *span = s + added;
  basis = g_new (double, d * *span);
  memcpy (basis, moments->basis, d * s * sizeof (double));
  memcpy (basis + d * s, u, d * added * sizeof (double));
  return basis;
}

/* Whether the columns of span_factor are orthogonal. */
static gboolean
has_orthogonal_factor (const TfMoments *moments)
{
  for (gsize j = 0; j < moments->dim; j++)
    if (moments->scales[j] != 1)
      return FALSE;
  return !moments->triangular;
}

TfPrincipal
tf_span_get_principal (const TfMoments *moments)
{
  if (has_orthogonal_factor (moments))
    return (TfPrincipal){ moments->rank, moments->span_factor };
  return tf_principal_axes_get (moments->principal, moments->span, moments->rank, moments->span_factor);
}
