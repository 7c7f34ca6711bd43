/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "spectrum.h"
#include "squared-only.h"

#include <math.h>

/* F = beta G^-1, G the second derivative of N min_W f at the collapsed H0:
 *
 *   G dH = (W'W + lambda_H + beta) dH + W' dW H + dW' R,
 *   dW (H H' + n lambda_W) = -(R dH' + W dH H'),  R = W H - Y.
 *
 * With u = 1/sqrt (lambda_W/lambda_H) = sqrt (lambda_H/lambda_W):
 * M'M = ((1 - c)/u) J, W = u M', W M = (1 - c) J, R = -c J Y, lambda_H = c u, where
 * J = I without a bias, and J = I - 11'/K (and W H replaced by W H J) with one.
 *
 * Deviations from the class means (dH Y' = 0) leave W alone, dW = 0. They are
 * multiplied by beta/(beta + lambda_H + (1 - c) u) = beta/(beta + u) in the row
 * space of W and by beta/(beta + lambda_H) outside of it.
 *
 * Means, dM: outside of the row space, the columns of dM J stay as they are
 * (the pull of dW cancels lambda_H exactly), and dM 1 is multiplied by
 * nu = beta/(beta + lambda_H). Inside, dM = Q S with Q proportional to M and
 * Q'Q = J, T = S J: then G leads S to
 *
 *   beta S + gamma (T + T') + lambda_H (S - T),   gamma = 2 lambda_H (1 - c),
 *
 * so symmetric T are multiplied by mu = beta/(beta + 2 gamma), antisymmetric
 * ones by 1, that is T -> (1 - b) T - b T' with b = gamma/(beta + 2 gamma), and
 * what is common to all classes, S - T, by nu. The blocks follow from
 * dM = v e_k': the k-th column of the image is F_kk v, the j-th one F_jk v. */

typedef struct
{
  double k, d, n;    /* K, d, n */
  double inside;     /* dimensions of the row space of W: K, or K - 1 with a bias */
  double outside;    /* all others */
  double beta, lambda_h, c, u, gamma;
} Case;

const char *
tf_spectrum_block_name (TfSpectrumBlock block)
{
  return block == TF_SPECTRUM_INTRA ? "intra" : "inter";
}

static void
add (TfSpectrum *self, TfSpectrumBlock block, double value, double first_order, double multiplicity, const char *meaning)
{
  guint at = self->n_entries;

  if (multiplicity < 1)
    return;
  g_assert (at < TF_SPECTRUM_MAX_ENTRIES);
  for (; at > 0 && self->entries[at - 1].block == block && self->entries[at - 1].singular_value < value; at--)
    self->entries[at] = self->entries[at - 1];
  self->entries[at] = (TfSpectrumEntry){ block, value, first_order, multiplicity, meaning };
  self->n_entries++;
}

static void
add_deviations (TfSpectrum *self, const Case *p)
{
  add (self, TF_SPECTRUM_INTRA, p->beta / (p->beta + p->lambda_h), 1 - p->lambda_h / p->beta, (p->n - 1) * p->outside,
       "deviations from the class mean, outside the span of the class means");
  add (self, TF_SPECTRUM_INTRA, p->beta / (p->beta + p->u), 1 - p->u / p->beta, (p->n - 1) * p->inside,
       "deviations from the class mean, in the span of the class means");
}

#define OUTSIDE "the class mean, out of the span of the class means"
#define OWN "the class mean along itself"
#define OTHERS "the class mean along the other class means"
#define TWO "the two class means along their plane"

static void
add_without_bias (TfSpectrum *self, const Case *p)
{
  double beta = p->beta, gamma = p->gamma, both = beta + 2 * gamma;

  add (self, TF_SPECTRUM_INTRA, 1, 1, p->outside, OUTSIDE);
  add (self, TF_SPECTRUM_INTRA, (beta + gamma) / both, 1 - gamma / beta, p->k - 1, OTHERS);
  add (self, TF_SPECTRUM_INTRA, beta / both, 1 - 2 * gamma / beta, 1, OWN);
  add_deviations (self, p);
  add (self, TF_SPECTRUM_INTER, gamma / both, gamma / beta, 1, "one class mean along the other");
  add (self, TF_SPECTRUM_INTER, 0, 0, p->d * p->n - 1, "all else");
}

/* Of -(x/K) I - b p q' on the span of p = J e_k, q = J e_j, in the basis of
 * p - q and p + q; of which K = 2 has the first alone. The larger first. */
static void
fill_pair (double x, double b, double k, double values[2])
{
  double h = (k - 2) / (2 * k); /* squared component of p and q along p + q */
  double first = -x / k + b / 2, second = -x / k - b * h, corner = b * sqrt (h / 2);
  double sum = hypot ((first + second) / 2, corner), difference = fabs (first - second) / 2;

  values[0] = k > 2 ? sum + difference : fabs (first);
  values[1] = fabs (sum - difference);
}

static void
add_with_bias (TfSpectrum *self, const Case *p)
{
  double beta = p->beta, gamma = p->gamma, k = p->k, share = (k - 1) / k;
  double mu = beta / (beta + 2 * gamma), b = gamma / (beta + 2 * gamma), nu = beta / (beta + p->lambda_h);
  double left = p->lambda_h / (beta + p->lambda_h); /* 1 - nu */
  double pair[2], pair_first[2];

  add (self, TF_SPECTRUM_INTRA, share + nu / k, 1 - p->lambda_h / (k * beta), p->outside, OUTSIDE);
  add (self, TF_SPECTRUM_INTRA, (1 - b) * share + nu / k, 1 - (gamma * share + p->lambda_h / k) / beta, k - 2, OTHERS);
  add (self, TF_SPECTRUM_INTRA, mu * share + nu / k, 1 - (2 * gamma * share + p->lambda_h / k) / beta, 1, OWN);
  add_deviations (self, p);

  fill_pair (left - b, b, k, pair);
  fill_pair ((p->lambda_h - gamma) / beta, gamma / beta, k, pair_first);
  add (self, TF_SPECTRUM_INTER, pair[0], pair_first[0], 1, TWO);
  add (self, TF_SPECTRUM_INTER, pair[1], pair_first[1], k > 2 ? 1 : 0, TWO);
  add (self, TF_SPECTRUM_INTER, fabs (left - b) / k, fabs (p->lambda_h - gamma) / (k * beta), k - 3, OTHERS);
  add (self, TF_SPECTRUM_INTER, left / k, p->lambda_h / (k * beta), p->outside, OUTSIDE);
  add (self, TF_SPECTRUM_INTER, 0, 0, p->d * (p->n - 1), "deviations from the class mean");
}

static gboolean G_GNUC_PRINTF (3, 4)
decline (GError **error, int code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (G_IO_ERROR, code, format, arguments);
  va_end (arguments);
  return FALSE;
}

gboolean
tf_spectrum_check (const TfParameters *parameters, GError **error)
{
  double c = tf_parameters_c (parameters);

  if (!tf_parameters_validate (parameters, error))
    return FALSE;
  if (!tf_squared_only (parameters, "the spectrum near collapse is known", error))
    return FALSE;
  if (!(parameters->beta > 0))
    return decline (error, G_IO_ERROR_INVALID_ARGUMENT,
                    "the spectrum near collapse needs β above 0 (it is %g): without it H₀ has no say in the minimizer",
                    parameters->beta);
  if (!(parameters->lambda_h > 0))
    return decline (error, G_IO_ERROR_INVALID_ARGUMENT,
                    "the spectrum near collapse needs λ_H above 0 (it is %g): "
                    "without it there is no collapsed minimizer, ever larger features are ever better",
                    parameters->lambda_h);
  if (parameters->bias && parameters->bias_decay > 0)
    return decline (error, G_IO_ERROR_INVALID_ARGUMENT,
                    "the spectrum near collapse is known without a bias and with a free one (λ_b = 0; it is %g): "
                    "in between, the mean of all classes is held more weakly than their differences",
                    parameters->bias_decay);
  if (!(c < 1))
    return decline (error, G_IO_ERROR_INVALID_ARGUMENT,
                    "the spectrum near collapse needs c = √(λ_H λ_W) below 1 (it is %g): "
                    "from there on the minimizer has vanished (Theorem 2.1)",
                    c);
  return TRUE;
}

gboolean
tf_spectrum_compute (guint               n_classes,
                     gsize               per_class,
                     gsize               dim,
                     const TfParameters *parameters,
                     TfSpectrum         *spectrum,
                     GError            **error)
{
  gsize inside = parameters->bias ? n_classes - 1 : n_classes;
  double c = tf_parameters_c (parameters);
  Case p = {
    .k = n_classes, .d = dim, .n = per_class, .inside = inside, .outside = (double) dim - inside,
    .beta = parameters->beta, .lambda_h = parameters->lambda_h, .c = c,
    .u = sqrt (parameters->lambda_h) / sqrt (parameters->lambda_w), .gamma = 2 * parameters->lambda_h * (1 - c),
  };

  g_assert (n_classes >= 2 && per_class >= 1);
  spectrum->n_entries = 0;
  if (!tf_spectrum_check (parameters, error))
    return FALSE;
  if (dim < inside)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "the spectrum near collapse needs at least %" G_GSIZE_FORMAT " dimensions for %u classes (there are %"
                   G_GSIZE_FORMAT "): Theorem 2.1 does not hold in fewer",
                   inside, n_classes, dim);
      return FALSE;
    }
  if (parameters->bias)
    add_with_bias (spectrum, &p);
  else
    add_without_bias (spectrum, &p);
  return TRUE;
}

gboolean
tf_spectrum_compute_for_moments (TfMoments *moments, const TfParameters *parameters, TfSpectrum *spectrum, GError **error)
{
  spectrum->n_entries = 0;
  if (!tf_spectrum_check (parameters, error))
    return FALSE;
  if (!tf_sizes_are_balanced (moments->n_classes, moments->sizes))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           "the spectrum near collapse is known for classes of equal size only, and these differ in size");
      return FALSE;
    }
  return tf_spectrum_compute (moments->n_classes, moments->sizes[0], moments->dim, parameters, spectrum, error);
}
