/* decays.h: what Figure 3 of [T23] changes: one of the two weight decays, doubled or zeroed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There they are a network's; in the model lambda_W, of the last layer, and lambda_H,
 * of the features.
 */
#pragma once

#include "parameters.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;    /* for tables */
  const char *title; /* for people */
  double of_w, of_h; /* factors of lambda_W and lambda_H */
} TfDecays;

#define TF_N_DECAYS 5 /* the first leaves both as they are */

const TfDecays *tf_decays_get (guint i);
TfParameters    tf_decays_apply (const TfDecays *self, const TfParameters *parameters);

G_END_DECLS
