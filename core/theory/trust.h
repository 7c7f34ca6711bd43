/* trust.h: how many digits of a run can be trusted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two runs tell that differ by what should not matter, a tenth of the tolerance and
 * a rounding of lambda_W: as many as their rows have in common. Past a saddle that
 * is fewer than the tolerance lets expect.
 */
#pragma once

#include "course.h"
#include "metrics.h"
#include "moments.h"

G_BEGIN_DECLS

/* A row of the run that is judged. */
typedef struct
{
  TfInstant at;
  guint     n_changes; /* of its course, made before or at it */
  TfMetrics metrics;   /* without noise (metric-floor.h) */
} TfTrustRow;

typedef struct
{
  int      digits;       /* that all compared metrics have in all rows */
  int      expected;     /* that the tolerance promises */
  gboolean is_sensitive; /* those of the state are fewer than expected */
  TfMetric worst;        /* the one with the fewest */
} TfTrust;

/* Called now and then: the second run is on its way to that row, at a position (t, or
 * the iteration of descent) before `until`. */
typedef void (*TfTrustProgress) (guint row, double position, double until, gpointer user_data);

/* Makes the second run. first: the metrics of H0. progress may be NULL. FALSE: it could
 * not be made, or was cancelled. */
gboolean tf_trust_measure (TfMoments        *moments,
                           const TfCourse   *course,
                           const TfMetrics  *first,
                           guint             n_rows,
                           const TfTrustRow *rows,
                           TfTrustProgress   progress,
                           gpointer          user_data,
                           GCancellable     *cancellable,
                           TfTrust          *trust);

/* A sentence for a person, where they are fewer than expected, or NULL; newly
 * allocated. */
char *tf_trust_describe (const TfTrust *self);

G_END_DECLS
