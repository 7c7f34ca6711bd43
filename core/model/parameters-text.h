/* parameters-text.h: parameters by name and as text, as files and commands have them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "parameters.h"

G_BEGIN_DECLS

#define TF_N_PARAMETERS 10

/* i < TF_N_PARAMETERS: the command line's word without its dashes, "lambda-w". */
const char *tf_parameter_name (guint i);

/* Its value, such that reading it gives the same; caller frees. */
char *tf_parameters_get_text (const TfParameters *self, guint i);

/* Whether parameter i has the same value in both. */
gboolean tf_parameters_agree (const TfParameters *a, const TfParameters *b, guint i);

/* Sets the parameter of that name. FALSE with G_IO_ERROR_INVALID_DATA and a
 * sentence where the text is no value of it, and with G_IO_ERROR_NOT_FOUND where
 * there is no such parameter. Whether the value is in range is for
 * tf_parameters_validate() to say. */
gboolean tf_parameters_set_text (TfParameters *self, const char *name, const char *text, GError **error);

G_END_DECLS
