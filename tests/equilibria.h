/* equilibria.h: what the tests of equilibria share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <math.h>

#include "core/equilibrium-private.h"

static inline TfEquilibrium *
make_equilibrium (TfMoments *moments, const TfParameters *parameters)
{
  g_autoptr (GError) error = NULL;
  TfEquilibrium *equilibrium = tf_equilibrium_new (moments, parameters, &error);

  g_assert_no_error (error);
  return equilibrium;
}

static inline void
reach (TfEquilibrium *equilibrium)
{
  g_autoptr (GError) error = NULL;
  double gradient;

  tf_equilibrium_advance (equilibrium, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tf_equilibrium_is_reached (equilibrium));
  gradient = tf_equilibrium_get_relative_gradient (equilibrium);
  g_assert_true (isnan (gradient) || gradient <= 1e-10);
}

static inline double
metric (TfEquilibrium *equilibrium, TfMetric which)
{
  TfMetrics metrics;

  tf_equilibrium_get_metrics (equilibrium, &metrics);
  return metrics.values[which];
}
