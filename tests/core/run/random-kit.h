/* random-kit.h: random problems and what holds of all of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

#include "equilibrium.h"
#include "flow.h"
#include "problems.h"
#include "random-problem.h"

G_BEGIN_DECLS

typedef struct
{
  guint n, declined, faults;
  guint compared; /* states, with whole matrices */
  char  last_reason[256];
} Tally;

void aborted_cb (int number);

void note (const RandomProblem *problem);

void G_GNUC_PRINTF (3, 4) fault (Tally *tally, const RandomProblem *problem, const char *format, ...);

void decline (Tally *tally, const RandomProblem *problem, const GError *error);

void check_metrics (Tally *tally, const RandomProblem *problem, const TfMetrics *metrics, gboolean zero_start);

/* A state that is off by the tolerance has an objective that is off by this at
 * the most: f is a sum of squares, sqrt (2 f) the length of a vector, and L the
 * largest curvature of it. */
double highest (const RandomProblem *problem, const TfMetrics *before, const TfMetrics *now);

gboolean is_zero (TfFeatures *features);

Tally run_all (void (*run) (Tally *tally, guint32 seed), double share, double may_decline);

G_END_DECLS
