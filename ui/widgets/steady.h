/* steady.h: a frame around wrapped words, as wide as it is told and as high as that needs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A box of wrapped labels asks for another width when it is asked for one at a height,
 * and the toolkit warns of it. This one is never asked so: its child's width depends on
 * nothing, its height on the width.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TF_TYPE_STEADY (tf_steady_get_type ())
G_DECLARE_FINAL_TYPE (TfSteady, tf_steady, TF, STEADY, GtkWidget)

GtkWidget *tf_steady_new (GtkWidget *child);

G_END_DECLS
