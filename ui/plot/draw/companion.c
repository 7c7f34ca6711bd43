/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "companion.h"

#include <string.h>

#include "frame-blend.h"
#include "symbol-markup.h"

/* Lengths in widths of the line; 0 ends them. Short enough for a legend's sample
 * to show each. */
static const double dashes[TF_COMPANION_N_LOOKS][4] = {
  [TF_COMPANION_BESIDE] = { 3, 1.5 },
  { 5, 3 }, { 1.2, 2 }, { 6, 2, 1.2, 2 }, { 2, 4.5 }, { 7, 1.5 },
};

#define THINNER 0.75

TfLineLook
tf_companion_get_look (const TfCompanion *self, const TfLineLook *look, const TfPlotStyle *style)
{
  TfLineLook faded = { .width = (look->width > 0 ? look->width : 1) * THINNER };

  tf_plot_mix (look->rgb, style->background, self->fade, faded.rgb);
  memcpy (faded.dashes, dashes[self->look % TF_COMPANION_N_LOOKS], sizeof faded.dashes);
  return faded;
}

TfLineLook
tf_companion_get_sample (const TfCompanion *self, const TfPlotStyle *style)
{
  TfLineLook look = { .width = 1 };

  memcpy (look.rgb, style->foreground, sizeof look.rgb);
  return tf_companion_get_look (self, &look, style);
}

char *
tf_companion_get_markup (const TfCompanion *self)
{
  return tf_symbol_markup (self->name);
}

/* Frames of the same features have the same owner, and see in the same space. Those of others
 * can be held against each other as shapes, each fitted to its own frame. */
gboolean
tf_companion_shares_view (const TfCompanion *self, const TfFrame *frame, gboolean fixed)
{
  if (self->frame == NULL)
    return FALSE;
  if (self->frame->owner == frame->owner)
    return self->frame->view_dim == frame->view_dim && self->frame->n_classes == frame->n_classes;
  return !fixed && tf_frame_can_blend (self->frame, frame);
}
