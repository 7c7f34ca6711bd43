/* geometry-options.h: how cosines between class means are drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "view.h"

G_BEGIN_DECLS

struct _TfGeometryOptions
{
  gboolean show_numbers; /* in the cells, where they fit */
  gboolean show_bar;     /* the scale of colours */
  const char  *title;      /* what is seen, as the screen says it; plain text, or NULL */
  const char  *name;       /* of the run, where it needs one; plain text, or NULL */
  TfCompanions companions; /* other runs: the first with as many classes fills the lower triangle */
  gboolean has_pointer;
  double   pointer_x, pointer_y; /* the cell there is read out */
  gboolean has_mark;
  guint    mark_row, mark_column; /* a cell with a frame around it */
};

#define TF_GEOMETRY_OPTIONS_DEFAULT ((TfGeometryOptions){ .show_numbers = TRUE, .show_bar = TRUE })

G_END_DECLS
