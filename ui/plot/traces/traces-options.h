/* traces-options.h: how metrics over time are drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "view.h"

G_BEGIN_DECLS

struct _TfTracesOptions
{
  TfMetricSet metrics; /* in the legend, where they are there */
  TfMetricSet absent;  /* that cannot be there, as what they are of is not (frame.h) */
  TfMetricSet hidden;  /* of these, the lines not drawn */
  TfMetricSet marked;  /* lines drawn heavily, the others faintly; empty: all alike */
  gboolean log_x, log_y;
  gboolean since_change; /* only what came after the last change of parameters, time counted from it */
  double   origin; /* above 0: only what came after this t, time counted from it; marks of changes are not drawn */
  const TfMetrics *levels; /* borrowed: where the lines will end, as dashed levels; NULL: none */
  const char  *title;      /* what is seen, as the screen says it; plain text, or NULL */
  const char  *name;       /* of the present run, where it needs one; plain text, or NULL */
  TfCompanions companions; /* other runs, in the same axes */
  gboolean has_cursor; /* the past is looked at: what is later than cursor is dimmed */
  double   cursor;     /* t */
  gboolean show_legend;
  gboolean show_marks; /* of parameter changes */
  gboolean has_pointer;
  double   pointer_x, pointer_y; /* where values are read out */
};

#define TF_TRACES_OPTIONS_DEFAULT \
  ((TfTracesOptions){ .metrics = tf_metric_set_of (TF_METRIC_IN_TRACES), \
                      .absent = tf_metric_set_without (tf_metric_set_all (), tf_metric_set_there (FALSE, FALSE)), \
                      .log_x = TRUE, .log_y = TRUE, .show_legend = TRUE, .show_marks = TRUE })

G_END_DECLS
