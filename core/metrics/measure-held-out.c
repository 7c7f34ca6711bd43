/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "measure-held-out.h"

#include <math.h>

#include "held-out.h"
#include "linalg.h"
#include "measure-apart.h"

typedef TfMetricContext Context;

static const TfHeldOut *
get (const Context *c, TfHeldOutKind kind)
{
  return c->in->start->moments != NULL ? c->in->start->moments->held_out[kind] : NULL;
}

static void
take_nc1 (const Context *context, gpointer user_data)
{
  *(double *) user_data = tf_measure_nc1 (context);
}

/* The state of its own moments as they are, under no W. */
static double
find_nc1 (TfMoments *moments)
{
  const TfParameters parameters = TF_PARAMETERS_DEFAULT;
  g_autoptr (TfStart) start = tf_start_new (moments, &parameters, NULL);
  g_autofree double *weights = NULL, *bias = g_new0 (double, moments->n_classes);
  double value = NAN;

  if (start == NULL)
    return NAN;
  weights = g_new0 (double, start->dim * start->n_classes);
  tf_metrics_measure_with (&(TfMeasured){ start, &parameters, start->x0, 1, weights, 0, bias }, take_nc1, &value);
  return value;
}

/* It is the same at every time: worked out once, by whichever thread comes first. */
double
tf_measure_test_nc1 (const Context *c)
{
  TfHeldOut *set = c->in->start->moments != NULL ? c->in->start->moments->held_out[TF_HELD_OUT_TEST] : NULL;

  if (set == NULL || set->moments == NULL)
    return NAN;
  if (g_once_init_enter (&set->nc1_once))
    {
      set->nc1 = find_nc1 (set->moments);
      g_once_init_leave (&set->nc1_once, 1);
    }
  return set->nc1;
}

/* Logits that differ by so little, times the size of their class's row and of the means, are equal: of no one
 * class then is it said that it is not the nearest. */
#define TIE 1e-13

/* Counts over the samples of one set. blurs: K, of each logit. */
typedef struct
{
  const double *blurs;
  double differing, right, margin, n_own;
} Counts;

/* own: its class; K: it has none. */
static void
count_sample (const double *z, gsize k_n, guint32 own, guint32 nearest, Counts *counts)
{
  gsize largest = 0;
  double rival = -INFINITY;

  for (gsize k = 1; k < k_n; k++)
    if (z[k] > z[largest])
      largest = k;
  counts->differing += largest != nearest && !(z[largest] - z[nearest] < counts->blurs[largest] + counts->blurs[nearest]);
  if (own >= k_n)
    return;
  for (gsize k = 0; k < k_n; k++)
    if (k != own)
      rival = fmax (rival, z[k]);
  counts->n_own++;
  counts->right += largest == own;
  counts->margin += z[own] - rival;
}

static const TfHeldOutCounted *
judge (const Context *c, TfHeldOutKind kind)
{
  const TfHeldOut *set = get (c, kind);
  TfHeldOutCounted *counted = &c->judged->held_out[kind];
  g_autofree double *rows = NULL, *logits = NULL, *blurs = g_new (double, c->k_n);
  Counts counts = { .blurs = blurs };

  if (counted->is_known)
    return counted;
  *counted = (TfHeldOutCounted){ TRUE, NAN, NAN, NAN };
  if (set == NULL || set->n_kept == 0 || c->in->start->space == NULL || set->n_classes != c->k_n)
    return counted;
  rows = g_new (double, (gsize) set->dim * c->k_n);
  tf_start_expand_weights (c->in->start, c->in->weights, rows);
  for (gsize k = 0; k < c->k_n; k++)
    blurs[k] = TIE * tf_norm (set->dim, rows + k * set->dim) * set->size;
  logits = tf_held_out_see (set, c->k_n, rows, c->in->bias);
  for (guint i = 0; i < set->n_kept; i++)
    count_sample (logits + i * c->k_n, c->k_n, set->classes[i], set->nearest[i], &counts);
  counted->nc4 = counts.differing / set->n_kept;
  counted->accuracy = counts.right / counts.n_own;
  counted->margin = counts.margin / counts.n_own;
  return counted;
}

double
tf_measure_test_nc4 (const Context *c)
{
  return judge (c, TF_HELD_OUT_TEST)->nc4;
}

double
tf_measure_test_margin (const Context *c)
{
  return judge (c, TF_HELD_OUT_TEST)->margin;
}

double
tf_measure_test_accuracy (const Context *c)
{
  return judge (c, TF_HELD_OUT_TEST)->accuracy;
}

double
tf_measure_ood_cos (const Context *c)
{
  const TfHeldOut *set = get (c, TF_HELD_OUT_OOD);

  return set != NULL ? set->cosine : NAN;
}
