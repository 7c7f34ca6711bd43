/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure-apart.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "class-variances.h"
#include "linalg.h"
#include "measure-whole.h"
#include "nc4.h"

/* Means are near to one another below this share of what their squares are. */
#define NEAR 1e-4

typedef TfMetricContext Context;

static double
square (double x)
{
  return x * x;
}

/* m_i - m_j, in difference. */
static void
subtract_means (const Context *c, gsize i, gsize j, double *difference)
{
  memcpy (difference, c->centred + i * c->dim, c->dim * sizeof (double));
  cblas_daxpy (c->dim, -1, c->centred + j * c->dim, 1, difference, 1);
}

/* |m_i - m_j|^2, which the Gram matrix has without a pass over the dimensions. FALSE
 * where the means are near to one another: too few of its figures are left then. */
static gboolean
square_apart_by_gram (const Context *c, gsize i, gsize j, double *apart)
{
  double of_both = c->gram[i + i * c->k_n] + c->gram[j + j * c->k_n];

  *apart = of_both - 2 * c->gram[i + j * c->k_n];
  return *apart > NEAR * of_both;
}

/* |m_i - m_j|^2. work: dim. */
static double
square_apart (const Context *c, gsize i, gsize j, double *work)
{
  double apart;

  if (square_apart_by_gram (c, i, j, &apart))
    return apart;
  subtract_means (c, i, j, work);
  return square (tf_norm (c->dim, work));
}

/* Class means that agree but for rounding are at one place, which has the number of
 * the first of them. blur: of what rounding makes of a difference of means, no less. */
static void
find_places (const Context *c, double blur, gsize *places)
{
  g_autofree double *difference = g_new (double, c->dim);

  for (gsize k = 0; k < c->k_n; k++)
    {
      places[k] = k;
      for (gsize j = 0; j < k && places[k] == k; j++)
        {
          double apart;

          if (places[j] != j || (square_apart_by_gram (c, k, j, &apart) && apart > 4 * blur * blur))
            continue;
          subtract_means (c, k, j, difference);
          if (!tf_metric_is_seen (c, difference))
            places[k] = j;
        }
    }
}

/* What rounding of the features makes of the scores: of a logit |w_j| times that of h
 * along w_j, and that of the bias; of a distance likewise along the mean. rows: W' and
 * the centred means, dim x 2K. */
static void
find_blurs (const Context *c, const double *rows, double *blurs)
{
  tf_start_get_floors_along (c->in->start, 2 * c->k_n, rows, blurs);
  for (gsize j = 0; j < 2 * c->k_n; j++)
    blurs[j] *= c->shrunk * tf_norm (c->dim, rows + j * c->dim);
  for (gsize j = 0; j < c->k_n; j++)
    blurs[j] += 8 * DBL_EPSILON * fabs (c->in->bias[j]);
}

/* A sample is h = m_k + B z. Both of its scores are affine in z: its logits,
 * W h + b, and what is largest for the nearest mean,
 *
 *     (|h - m_k|^2 - |h - m_j|^2)/2 = -|m_k - m_j|^2/2 + (m_j - m_k)'B z.
 *
 * What all scores of a group have in common does not matter: g in place of m_k
 * makes slopes of it that are the same for all classes, and however far the
 * features lie from the origin, nothing cancels. slopes: or NULL. */
static void
find_scores (const Context *c, const double *rows, double *slopes, double *offsets)
{
  gsize k_n = c->k_n, two = 2 * k_n;
  g_autofree double *along = slopes != NULL ? g_new (double, two * MAX (c->r, 1)) : NULL; /* 2K x u */
  g_autofree double *logits = g_new (double, k_n * k_n);          /* K x K: of the class means, without bias */
  g_autofree double *work = g_new (double, c->dim);

  if (slopes != NULL)
    {
      tf_gemm (CblasTrans, CblasNoTrans, two, c->r, c->dim, 1, rows, c->noise, 0, along);
      tf_start_spread (c->in->start, two, along, slopes);
    }
  tf_gemm (CblasTrans, CblasNoTrans, k_n, k_n, c->dim, 1, c->in->weights, c->means, 0, logits);
  for (gsize k = 0; k < k_n; k++)
    for (gsize j = 0; j < k_n; j++)
      {
        offsets[j + k * two] = logits[j + k * k_n] + c->in->bias[j];
        offsets[k_n + j + k * two] = -0.5 * square_apart (c, j, k, work);
      }
}

double
tf_measure_nc4 (const Context *c)
{
  gsize two = 2 * c->k_n, size = c->dim * c->k_n;
  g_autofree double *rows = g_new (double, 2 * size), *nothing = g_new0 (double, c->dim);
  gboolean whole = c->in->start->samples != NULL;
  g_autofree double *slopes = whole ? NULL : g_new (double, two * MAX (c->in->start->moments->rank, 1)); /* 2K x r */
  g_autofree double *offsets = g_new (double, two * c->k_n); /* 2K x K: of the class means */
  g_autofree double *blurs = g_new (double, two);
  g_autofree gsize *places = g_new (gsize, c->k_n);
  const TfNc4Ties ties = { .blurs = blurs, .places = places };

  if (c->rank == 0) /* no mean is nearer than another */
    return NAN;
  memcpy (rows, c->in->weights, size * sizeof (double));
  memcpy (rows + size, c->centred, size * sizeof (double));
  find_scores (c, rows, slopes, offsets);
  find_blurs (c, rows, blurs);
  find_places (c, c->shrunk * tf_start_get_floor (c->in->start, nothing), places);
  if (whole)
    return tf_measure_whole_nc4 (c, rows, offsets, &ties);
  return tf_nc4_measure (c->in->start->moments, slopes, offsets, &ties, NULL);
}

/* The same, but 0 where the means agree but for rounding. blur: of what rounding makes
 * of a difference of means, no less. */
static double
square_apart_if_seen (const Context *c, gsize i, gsize j, double blur)
{
  g_autofree double *difference = NULL;
  double apart;

  if (square_apart_by_gram (c, i, j, &apart) && apart > 4 * blur * blur)
    return apart;
  difference = g_new (double, c->dim);
  subtract_means (c, i, j, difference);
  return tf_metric_is_seen (c, difference) ? square (tf_norm (c->dim, difference)) : 0;
}

/* The mean over pairs of (v_i + v_j)/(2 |m_i - m_j|^2). */
double
tf_measure_cdnv (const Context *c)
{
  g_autofree double *variances = g_new (double, c->k_n), *nothing = g_new0 (double, c->dim);
  double sum = 0, blur = c->shrunk * tf_start_get_floor (c->in->start, nothing);

  if (!tf_start_get_class_variances (c->in->start, c->in->x, c->in->outside, variances))
    return NAN;
  for (gsize j = 0; j < c->k_n; j++)
    for (gsize i = 0; i < j; i++)
      sum += (variances[i] + variances[j]) / square_apart_if_seen (c, i, j, blur);
  return sum / (c->k_n * (c->k_n - 1.0));
}

/* Sigma_B = M M'/K for centred M = U s V', so (1/K) Tr (Sigma_W Sigma_B^+) is
 * the sum of |B' u_i|^2 / s_i^2. */
double
tf_measure_nc1 (const Context *c)
{
  g_autofree double *across = g_new (double, MAX (c->r, 1));
  double sum = 0;

  if (c->rank == 0)
    return NAN;
  for (gsize i = 0; i < c->rank && c->r > 0; i++)
    {
      cblas_dgemv (CblasColMajor, CblasTrans, c->dim, c->r, 1, c->noise, c->dim, c->directions + i * c->dim, 1, 0,
                   across, 1);
      sum += square (tf_norm (c->r, across) / c->lengths[i]);
    }
  return isfinite (sum) ? sum : NAN;
}
