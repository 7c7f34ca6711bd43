/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "label-text.h"

#include "number-format.h"

void
tf_label_set (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

void
tf_label_set_number (GtkLabel *label, double value)
{
  g_autofree char *text = tf_format_number (value, 3);

  tf_label_set (label, text);
}
