/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "squared-only.h"

gboolean
tf_squared_loss_only (const TfParameters *parameters, const char *what, GError **error)
{
  g_autofree char *name = NULL;

  if (parameters->loss == TF_LOSS_SQUARED)
    return TRUE;
  name = g_utf8_strdown (tf_loss_get_info (parameters->loss)->title, -1);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s for squared error only; the loss here is %s", what, name);
  return FALSE;
}

gboolean
tf_squared_only (const TfParameters *parameters, const char *what, GError **error)
{
  if (!tf_squared_loss_only (parameters, what, error))
    return FALSE;
  if (tf_parameters_head_layers (parameters) == 1)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "%s for one linear layer on top only; here there are %u", what,
               parameters->head_layers);
  return FALSE;
}
