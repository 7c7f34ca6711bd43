/* widths.h: how many units the layers of a network have
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TF_WIDTHS_MOST_LAYERS 16
#define TF_WIDTHS_MOST_UNITS 65536

/* A plain value: copy it freely. */
typedef struct
{
  guint32 n;                         /* layers, from 1 to the most */
  guint32 of[TF_WIDTHS_MOST_LAYERS]; /* units of each, from 1 to the most, those next to H0 first */
} TfWidths;

gboolean tf_widths_are_valid (const TfWidths *self);
gboolean tf_widths_equal (const TfWidths *a, const TfWidths *b);

/* "64,64". FALSE, with nothing changed, where it is no such list. */
gboolean tf_widths_parse (TfWidths *self, const char *text);
char    *tf_widths_get_text (const TfWidths *self); /* newly allocated */

G_END_DECLS
