/* metric-set.h: which metrics
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plain value; { 0 } is the empty set.
 */
#pragma once

#include "metrics.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 bits;
} TfMetricSet;

G_STATIC_ASSERT (TF_N_METRICS < 64);

static inline TfMetricSet
tf_metric_set_one (TfMetric metric)
{
  return (TfMetricSet){ G_GUINT64_CONSTANT (1) << metric };
}

static inline TfMetricSet
tf_metric_set_all (void)
{
  return (TfMetricSet){ tf_metric_set_one (TF_N_METRICS).bits - 1 };
}

static inline gboolean
tf_metric_set_has (TfMetricSet self, TfMetric metric)
{
  return (self.bits & tf_metric_set_one (metric).bits) != 0;
}

static inline void
tf_metric_set_add (TfMetricSet *self, TfMetric metric)
{
  self->bits |= tf_metric_set_one (metric).bits;
}

/* In where it was out, out where it was in. */
static inline void
tf_metric_set_toggle (TfMetricSet *self, TfMetric metric)
{
  self->bits ^= tf_metric_set_one (metric).bits;
}

/* Those of self that are not in other. */
static inline TfMetricSet
tf_metric_set_without (TfMetricSet self, TfMetricSet other)
{
  return (TfMetricSet){ self.bits & ~other.bits };
}

static inline gboolean
tf_metric_set_equal (TfMetricSet self, TfMetricSet other)
{
  return self.bits == other.bits;
}

static inline guint
tf_metric_set_count (TfMetricSet self)
{
  guint n = 0;

  for (int m = 0; m < TF_N_METRICS; m++)
    n += tf_metric_set_has (self, m);
  return n;
}

/* Those whose rows say that they stand there. */
static inline TfMetricSet
tf_metric_set_of (TfMetricPlaces place)
{
  TfMetricSet set = { 0 };

  for (int m = 0; m < TF_N_METRICS; m++)
    if (tf_metric_get_info (m)->places & place)
      tf_metric_set_add (&set, m);
  return set;
}

/* Those that are there, where these stand beside the features: a test set, samples out of distribution. */
static inline TfMetricSet
tf_metric_set_there (gboolean test, gboolean ood)
{
  TfMetricSet all = tf_metric_set_all ();

  all = test ? all : tf_metric_set_without (all, tf_metric_set_of (TF_METRIC_OF_TEST));
  return ood ? all : tf_metric_set_without (all, tf_metric_set_of (TF_METRIC_OF_OOD));
}

G_END_DECLS
