/* metrics.h: the neural collapse metrics, under the names and normalizations of
 * the papers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * [PHD20] Papyan, Han, Donoho, PNAS 2020. [TB22] Tirer, Bruna, ICML 2022.
 * [T23] Tirer, Huang, Niles-Weed, ICML 2023.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the order of the command line's columns. */
typedef enum
{
  TF_METRIC_OBJECTIVE,   /* f [T23 Eq. 2] */
  TF_METRIC_FIT,         /* |WH - Y|^2 / (2N) */
  TF_METRIC_TR_SW,       /* Tr Sigma_W */
  TF_METRIC_TR_SB,       /* Tr Sigma_B */
  TF_METRIC_NC1_RATIO,   /* NC1~ = Tr Sigma_W / Tr Sigma_B [T23 Eq. 3] */
  TF_METRIC_NC1,         /* (1/K) Tr (Sigma_W Sigma_B^+) [PHD20] */
  TF_METRIC_NC2,         /* | G/|G| - (I - 11'/K)/sqrt(K-1) |, G the Gram matrix of the centred means [T23 Sec. 5] */
  TF_METRIC_NC2_OF,      /* | M'M/|M'M| - I/sqrt(K) | [TB22] */
  TF_METRIC_EQUINORM,    /* std/mean of |m_k - g| [PHD20] */
  TF_METRIC_EQUIANGLE,   /* mean over pairs of |cos + 1/(K-1)| [PHD20] */
  TF_METRIC_NC3,         /* | W/|W| - M'/|M| | [PHD20] */
  TF_METRIC_NC3_CENTRED, /* the same with the centred means */
  TF_METRIC_NC4,         /* share of samples whose largest logit is not their nearest class mean [PHD20] */
  TF_METRIC_VICINITY,    /* |H - H0| / |H0| */
  TF_METRIC_NORM_W,      /* |W| */
  TF_METRIC_NORM_H,      /* |H| */
  TF_N_METRICS
} TfMetric;

/* One value a metric. A metric without a value (NC3 at W = 0, NC1 at
 * Sigma_B = 0) holds NaN and is undefined; no defined metric is ever NaN. */
typedef struct
{
  double values[TF_N_METRICS];
} TfMetrics;

const char *tf_metric_name (TfMetric metric);    /* the command line's: "nc1_ratio" */
const char *tf_metric_label (TfMetric metric);   /* for a person: "NC1~" */
const char *tf_metric_meaning (TfMetric metric); /* a sentence with the definition and its source */
gboolean    tf_metrics_is_defined (const TfMetrics *self, TfMetric metric);
void        tf_metrics_clear (TfMetrics *self);  /* all undefined */

G_END_DECLS
