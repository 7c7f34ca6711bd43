/* view.h: the plots by name, and what each of them needs to be known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "survey.h"

G_BEGIN_DECLS

typedef enum
{
  TF_VIEW_MEANS,
  TF_VIEW_TRACES,
  TF_VIEW_GEOMETRY,
  TF_VIEW_LIMIT,
  TF_VIEW_MONOTONE,
  TF_VIEW_VICINITY,
  TF_VIEW_DEPTH,
  TF_VIEW_SPECTRUM,
  TF_VIEW_RESPONSE,
  TF_VIEW_MAP,
  TF_N_VIEWS
} TfView;

const char *tf_view_id (TfView view);    /* "means": as on the command line and in sessions */
const char *tf_view_title (TfView view); /* "Class means" */

/* FALSE when there is no such view. */
gboolean tf_view_from_id (const char *id, TfView *view);

/* Beside the parts of a survey, which has none of this: a map (map.h). */
#define TF_VIEW_PART_MAP (1 << 16)

/* Of a survey, to draw it; 0: none. */
TfSurveyParts tf_view_get_parts (TfView view);

G_END_DECLS
