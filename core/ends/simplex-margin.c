/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simplex-margin.h"

#include <math.h>

#define MOST_HALVINGS 200
#define GOLDEN 0.6180339887498949

double
tf_simplex_margin_cross_entropy (guint n_classes, double c, double smoothing)
{
  double strain = c + smoothing;

  if (strain >= 1)
    return 0;
  return strain > 0 ? log1p (n_classes * ((1 - strain) / strain)) : INFINITY;
}

/* Logarithms of p and of 1 - p, neither of which loses digits. */
static void
find_probability (guint n_classes, double gamma, double *log_p, double *log_rest)
{
  double rest = (n_classes - 1) * exp (-gamma);

  *log_p = -log1p (rest);
  *log_rest = log (n_classes - 1) - gamma - log1p (rest);
}

double
tf_simplex_margin_cross_entropy_loss (guint n_classes, double gamma, double smoothing)
{
  double log_p, log_rest;

  find_probability (n_classes, gamma, &log_p, &log_rest);
  /* Each of the others has the logarithm log_p - gamma. */
  return -log_p + (smoothing > 0 ? smoothing * (n_classes - 1.0) / n_classes * gamma : 0);
}

double
tf_simplex_margin_focal_loss (guint n_classes, double gamma, double exponent)
{
  double log_p, log_rest;

  find_probability (n_classes, gamma, &log_p, &log_rest);
  return -exp (exponent * log_rest) * log_p;
}

/* The logarithm of -dl/dgamma. */
static double
find_pull (guint n_classes, double gamma, double exponent)
{
  double log_p, log_rest;

  find_probability (n_classes, gamma, &log_p, &log_rest);
  return exponent * log_rest + log (exp (log_rest) - exponent * exp (log_p) * log_p);
}

/* Where the pull is largest; it rises before and falls after. */
static double
find_strongest (guint n_classes, double exponent)
{
  double lower = 0, upper = log (n_classes) + 50;

  for (int i = 0; i < MOST_HALVINGS; i++)
    {
      double a = upper - GOLDEN * (upper - lower), b = lower + GOLDEN * (upper - lower);

      if (find_pull (n_classes, a, exponent) < find_pull (n_classes, b, exponent))
        lower = a;
      else
        upper = b;
    }
  /* To one side of the top it is flat, to the other it may be the edge itself. */
  return find_pull (n_classes, 0, exponent) >= find_pull (n_classes, lower, exponent) ? 0 : lower;
}

double
tf_simplex_margin_focal (guint n_classes, double c, double exponent)
{
  double share = (n_classes - 1.0) / n_classes, wanted, lower, upper;

  if (exponent == 0)
    return tf_simplex_margin_cross_entropy (n_classes, c, 0);
  if (!(c > 0))
    return INFINITY;
  wanted = log (c * share);
  lower = find_strongest (n_classes, exponent);
  if (!(find_pull (n_classes, lower, exponent) > wanted))
    return 0;
  /* The pull falls at least like e^-gamma from where p is 1 to all digits. */
  upper = lower + log (n_classes) + 50 + fmax (0, -wanted) + log1p (exponent);
  for (int i = 0; i < MOST_HALVINGS; i++)
    {
      double middle = 0.5 * (lower + upper);

      if (find_pull (n_classes, middle, exponent) > wanted)
        lower = middle;
      else
        upper = middle;
    }
  if (tf_simplex_margin_focal_loss (n_classes, lower, exponent) + c * share * lower
      >= tf_simplex_margin_focal_loss (n_classes, 0, exponent))
    return 0;
  return lower;
}

double
tf_simplex_margin_of (TfLoss loss, guint n_classes, double c)
{
  switch (loss.kind)
    {
    case TF_LOSS_CROSS_ENTROPY:
      return tf_simplex_margin_cross_entropy (n_classes, c, loss.smoothing);
    case TF_LOSS_FOCAL:
      return tf_simplex_margin_focal (n_classes, c, loss.exponent);
    case TF_LOSS_SQUARED:
      return fmax (1 - c, 0);
    case TF_N_LOSSES:
    default:
      return NAN;
    }
}

double
tf_simplex_margin_loss_of (TfLoss loss, guint n_classes, double gamma)
{
  switch (loss.kind)
    {
    case TF_LOSS_CROSS_ENTROPY:
      return tf_simplex_margin_cross_entropy_loss (n_classes, gamma, loss.smoothing);
    case TF_LOSS_FOCAL:
      return tf_simplex_margin_focal_loss (n_classes, gamma, loss.exponent);
    case TF_LOSS_SQUARED:
    case TF_N_LOSSES:
    default:
      return NAN;
    }
}
