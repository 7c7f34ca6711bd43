/* lab-kit.h: a lab in a test, without a display
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "lab.h"

typedef gboolean (*LabCondition) (TfLab *lab, gpointer data);

/* Polls, and lets the main context do its work, until it is so. */
#define wait_for(lab, ...) wait_for_here (G_STRLOC, lab, __VA_ARGS__)
void wait_for_here (const char *where, TfLab *lab, LabCondition condition, gpointer data);

/* conditions; data */
gboolean is_beyond (TfLab *lab, gpointer data);      /* double *: time */
gboolean is_still (TfLab *lab, gpointer data);       /* its frame is of its features, and nothing more comes */
gboolean is_past (TfLab *lab, gpointer data);
gboolean is_present (TfLab *lab, gpointer data);
gboolean is_settled (TfLab *lab, gpointer data);
gboolean is_compared (TfLab *lab, gpointer data);
gboolean is_alone (TfLab *lab, gpointer data);
gboolean has_betas (TfLab *lab, gpointer data);      /* double[2]: of both runs */
gboolean has_n_pins (TfLab *lab, gpointer data);     /* GUINT_TO_POINTER */

TfLab *open_lab (void); /* on the usual synthetic features, playing, beyond t = 3 */
void   put_features (TfLab *lab, guint32 seed, TfSession *session);
void   close_lab (TfLab *lab); /* and nothing else holds it */

void   set_beta (TfLab *lab, double beta); /* as a person does */
double get_beta (TfLab *lab);              /* of the chosen run */
void   hold (TfLab *lab);                  /* paused, and still */
void   back_to (TfLab *lab, double share); /* of the time so far; still */
double last_time (const TfTrace *trace);
