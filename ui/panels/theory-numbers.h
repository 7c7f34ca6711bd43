/* theory-numbers.h: c and rho of Theorem 2.1 among the read-outs, or why they are not there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "frame.h"

G_BEGIN_DECLS

/* Labels, each in a cell that has the tooltip. */
typedef struct
{
  GtkLabel *c, *rho;
} TfTheoryNumbers;

/* parameters: of the sliders. */
void tf_theory_numbers_show (const TfTheoryNumbers *self, const TfFrame *frame, const TfParameters *parameters);

G_END_DECLS
