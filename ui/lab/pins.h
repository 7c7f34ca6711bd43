/* pins.h: runs kept to be compared with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of runs as they were when they were pinned: nothing of a pin moves any
 * more. "changed" is emitted after anything about the list has.
 */
#pragma once

#include <glib-object.h>

#include "source.h"
#include "companion.h"

G_BEGIN_DECLS

#define TF_PINS_MAX (TF_COMPANION_N_LOOKS - 1)

typedef struct
{
  char     *name;
  gboolean  hidden;
  guint     look;   /* of its lines, no other's */
  TfFrame  *frame;  /* with course and instant */
  TfTrace  *trace;
  TfSurvey *survey; /* or NULL */
  TfSource *source; /* of its features */
} TfPin;

#define TF_TYPE_PINS (tf_pins_get_type ())
G_DECLARE_FINAL_TYPE (TfPins, tf_pins, TF, PINS, GObject)

TfPins *tf_pins_new (void);

/* name: NULL for one that says what its parameters are. References are taken, the
 * trace is copied. FALSE when there are TF_PINS_MAX already. */
gboolean tf_pins_add (TfPins        *self,
                      const char    *name,
                      gboolean       hidden,
                      TfFrame       *frame,
                      const TfTrace *trace,
                      TfSurvey      *survey,
                      TfSource      *source);

guint        tf_pins_get_n (TfPins *self);
const TfPin *tf_pins_get (TfPins *self, guint i); /* borrowed until the next change */

void tf_pins_rename (TfPins *self, guint i, const char *name); /* emits nothing where it is the same */
void tf_pins_set_hidden (TfPins *self, guint i, gboolean hidden);
void tf_pins_remove (TfPins *self, guint i);
void tf_pins_clear (TfPins *self);

/* What a plot needs of the theory, its parameters being those of each pin: worked out
 * for the shown ones on a thread of its own, one after the other; "changed" is
 * emitted when it has come. */
void tf_pins_want (TfPins *self, const TfSurveyQuestion *question);

/* Appends the shown ones to an array of TfCompanion, borrowing from the pins. */
void tf_pins_append_companions (TfPins *self, GArray *companions);

G_END_DECLS
