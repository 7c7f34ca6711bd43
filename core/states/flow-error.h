/* flow-error.h: what can end a flow, or keep it from starting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TF_FLOW_ERROR_ACCURACY, /* the step size went to round-off before the tolerance was met */
  TF_FLOW_ERROR_DIVERGED, /* gradient descent left every bound */
  TF_FLOW_ERROR_START,    /* the parameters ask for a start that is not there (no W in the file) */
} TfFlowError;

#define TF_FLOW_ERROR (tf_flow_error_quark ())
GQuark tf_flow_error_quark (void);

G_END_DECLS
