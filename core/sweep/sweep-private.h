/* sweep-private.h: what the files of sweep-grid share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "sweep-grid.h"

G_BEGIN_DECLS

/* In the order of TfSweepNumber. */
static const struct
{
  const char *name;
  gboolean    whole;
  double      min, max;
} numbers[] = {
  { "classes", TRUE, 2, 100000 }, { "per-class", TRUE, 1, G_MAXUINT32 }, { "dim", TRUE, 1, 1000000 },
  { "noise", FALSE, 0, G_MAXDOUBLE }, { "spread", FALSE, 0, G_MAXDOUBLE }, { "imbalance", FALSE, 1, G_MAXUINT32 },
  { "epoch", FALSE, -G_MAXDOUBLE, G_MAXDOUBLE },
};

gboolean G_GNUC_PRINTF (2, 3) tf_sweep_fail (GError **error, const char *format, ...);

G_END_DECLS
