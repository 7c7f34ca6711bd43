/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parameter-info.h"

#include <math.h>

/* "1e-13", where %g is less short. */
static char *
name_bound (double bound)
{
  long exponent = lrint (log10 (bound));

  return pow (10, exponent) == bound ? g_strdup_printf ("1e%ld", exponent) : g_strdup_printf ("%g", bound);
}

/* "must be …", as the table has it. */
static char *
describe_range (const TfParameterInfo *info)
{
  g_autofree char *least = NULL, *most = NULL;

  if (info->kind == TF_PARAMETER_REAL && info->min > 0)
    {
      least = name_bound (info->min);
      most = name_bound (info->max);
      return g_strdup_printf ("%s must lie between %s and %s", info->subject, least, most);
    }
  if (info->is_below)
    return g_strdup_printf ("%s must be a number of at least %g, and below %g", info->subject, info->min, info->max);
  if (info->kind == TF_PARAMETER_REAL)
    return g_strdup_printf ("%s must be a number %s %g", info->subject, info->is_open ? "above" : "of at least", info->min);
  if (info->kind == TF_PARAMETER_WHOLE)
    return g_strdup_printf ("%s must be a whole number from %g to %g", info->subject, info->min, info->max);
  if (info->kind == TF_PARAMETER_WIDTHS)
    return g_strdup_printf ("%s must be from 1 to %d widths from 1 to %d", info->subject, TF_WIDTHS_MOST_LAYERS,
                            TF_WIDTHS_MOST_UNITS);
  least = tf_parameter_list_choices (info, ", ", " or ");
  return g_strdup_printf ("%s must be %s", info->subject, least);
}

/* Written so that NaN fails. */
static gboolean
is_in_range (const TfParameterInfo *info, const TfParameters *self)
{
  double value;

  if (info->kind == TF_PARAMETER_FLAG) /* any is a value */
    return TRUE;
  if (info->kind == TF_PARAMETER_WHOLE)
    return tf_parameter_get_whole (info, self) >= info->min && tf_parameter_get_whole (info, self) <= info->max;
  if (info->kind == TF_PARAMETER_WIDTHS)
    return tf_widths_are_valid (&self->hidden);
  if (info->kind == TF_PARAMETER_CHOICE)
    return tf_parameter_get_whole (info, self) <= info->max;
  value = tf_parameter_get_real (info, self);
  if (info->min > 0)
    return value >= info->min && value <= info->max;
  if (info->is_below)
    return value >= info->min && value < info->max;
  return isfinite (value) && (info->is_open ? value > info->min : value >= info->min);
}

/* As a number, for a sentence. */
static double
get_number (const TfParameterInfo *info, const TfParameters *self)
{
  if (info->kind == TF_PARAMETER_REAL)
    return tf_parameter_get_real (info, self);
  if (info->kind == TF_PARAMETER_WHOLE)
    return tf_parameter_get_whole (info, self);
  return (int) tf_parameter_get_whole (info, self);
}

static gboolean
check_range (const TfParameterInfo *info, const TfParameters *self, GError **error)
{
  g_autofree char *sentence = NULL;

  if (is_in_range (info, self))
    return TRUE;
  sentence = describe_range (info);
  if (info->kind == TF_PARAMETER_WIDTHS)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s (it is %g)", sentence, get_number (info, self));
  return FALSE;
}

/* Beyond, squares and products of values would leave the range of numbers. */
static gboolean
check_size (const TfParameterInfo *info, const TfParameters *self, GError **error)
{
  double least = info->is_open ? 1 / info->max : 0, value;

  if (info->kind != TF_PARAMETER_REAL)
    return TRUE;
  value = tf_parameter_get_real (info, self);
  if (info->min > 0 || value == 0 || (value >= least && value <= info->max))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "%s must lie between %g and %g (it is %g)",
               info->subject, least, info->max, value);
  return FALSE;
}

gboolean
tf_parameters_validate (const TfParameters *self, GError **error)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (!check_range (tf_parameter_info (i), self, error))
      return FALSE;
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (!check_size (tf_parameter_info (i), self, error))
      return FALSE;
  return TRUE;
}

gboolean
tf_parameters_have_minimizer (const TfParameters *self, GError **error)
{
  if (self->lambda_h + self->beta > 0)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "at λ_H = 0 and β = 0 there is no minimizer: ever larger features are ever better; "
                       "one of the two must be above 0");
  return FALSE;
}

gboolean
tf_parameters_equal (const TfParameters *a, const TfParameters *b)
{
  for (guint i = 0; i < TF_N_PARAMETERS; i++)
    if (!tf_parameter_agrees (tf_parameter_info (i), a, b))
      return FALSE;
  return TRUE;
}
