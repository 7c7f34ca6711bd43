/* lab.h: the runs of a window, without a window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Start reading here. A TfLab holds features, the run on them and perhaps a second one
 * beside it, the parameters of both with what can be undone, pins, what the theory says
 * of them, and makes and restores their part of a session. It needs no display: whoever
 * shows it listens to its signals and calls its functions. It belongs to one thread,
 * whose default main context wakes it.
 *
 * Signals:
 *   "stirred"          something may come: call tf_lab_poll() until it returns FALSE, e.g. once
 *                      a display frame
 *   "frame"            there is a newer frame
 *   "playing-changed"  whether the run plays
 *   "features-changed" other features; their run has not begun yet
 *   "runs-changed"     whether there is a second run, and which of them is chosen
 *   "problem-changed"  what the theory is asked about: parameters or features, the chosen run, or
 *                      a run that has come to rest. Answer with tf_lab_want().
 *   "touched"          a person has changed parameters
 *   "survey-changed"   the theory says more, or something else
 *   "map-changed"      so does the map
 *   "let-go"           (const char *) a part of a run was let go, as it says: tf_lab_pin_let_go() keeps it
 *   "noted"            (const char *) something that a person should know
 *   "saving"           (TfSession *) a session is made: add to it what is yours
 *   "restoring"        (TfSession *) a session is restored, its run about to be followed: take what is yours
 */
#pragma once

#include "layers.h"
#include "map.h"
#include "pins.h"
#include "runner.h"
#include "session.h"
#include "undo.h"

G_BEGIN_DECLS

#define TF_LAB_N_RUNS 2 /* the run, and one beside it */

/* What a run is about. */
typedef struct
{
  TfSource  *source;
  TfMoments *moments;
  TfLayers  *layers; /* of a series, or NULL */
} TfLabFeatures;

#define TF_TYPE_LAB (tf_lab_get_type ())
G_DECLARE_FINAL_TYPE (TfLab, tf_lab, TF, LAB, GObject)

TfLab *tf_lab_new (void);

/* --- what there is: all borrowed --- */

/* Of the first run. */
TfSource  *tf_lab_get_source (TfLab *self);  /* NULL before the first features */
TfMoments *tf_lab_get_moments (TfLab *self); /* NULL before the first features */
TfLayers  *tf_lab_get_layers (TfLab *self);  /* of a series, or NULL */

/* Of any run: of the second one those of the first, where it has none of its own. */
const TfLabFeatures *tf_lab_get_features_of (TfLab *self, guint run);
const TfLabFeatures *tf_lab_get_chosen_features (TfLab *self);
gboolean             tf_lab_has_two (TfLab *self); /* features: the second run has some of its own */

TfFrame       *tf_lab_get_frame (TfLab *self); /* the last one polled, or NULL; maybe of the features before */
TfFrame       *tf_lab_get_frame_of (TfLab *self, guint run); /* NULL: there is none */
const TfTrace *tf_lab_get_trace (TfLab *self, guint run);
gboolean       tf_lab_is_busy (TfLab *self);       /* frames may still come */
guint64        tf_lab_get_n_changes (TfLab *self); /* as tf_runner_get_n_changes() */

/* Of the chosen run: the one whose parameters are in a person's hands. */
guint               tf_lab_get_chosen (TfLab *self);
TfFrame            *tf_lab_get_chosen_frame (TfLab *self);
const TfTrace      *tf_lab_get_chosen_trace (TfLab *self);
const TfParameters *tf_lab_get_parameters (TfLab *self);
const TfParameters *tf_lab_get_parameters_of (TfLab *self, guint run); /* as they were set last */

gboolean tf_lab_is_compared (TfLab *self); /* there is a second run */
gboolean tf_lab_is_past (TfLab *self);     /* an earlier state is looked at */
gboolean tf_lab_is_over (TfLab *self);     /* settled, diverged or failed: playing leads nowhere */
gboolean tf_lab_wants_play (TfLab *self);  /* a person's wish; what the run does is in its frame */

/* The past is looked at, and parameters are others than were in force then. */
gboolean tf_lab_differs_from_then (TfLab *self);

/* --- features --- */

/* The run of a session on these features, or where that is NULL a new run under the
 * parameters of now; but beta, which was chosen for other features, is back at its default
 * where these are neither of the same files nor both drawn. layers: taken, may be NULL. */
void tf_lab_take_features (TfLab *self, TfSource *source, TfMoments *moments, TfLayers *layers, TfSession *session);

/* Features of its own for the second run, which there is then if there was none: both begin anew, each from its
 * own H0, and the second is chosen. layers: taken, may be NULL. */
void tf_lab_take_beside (TfLab *self, TfSource *source, TfMoments *moments, TfLayers *layers);

/* The runs of a session whose second run has features of its own. References are taken. */
void tf_lab_take_both (TfLab *self, const TfLabFeatures *first, const TfLabFeatures *beside, TfSession *session);

/* FALSE, as tf_source_check_output(), where path is a file of either run's features. */
gboolean tf_lab_check_output (TfLab *self, const char *path, GError **error);

/* Features of series that go on: the parameters stay. first, beside: of the run that has them; NULL: they are as
 * they were; beside only where the second run has features of its own. References are taken. */
void tf_lab_exchange_features (TfLab *self, const TfLabFeatures *first, const TfLabFeatures *beside);

/* The source of a run again, now with its digests. Taken; it must have features of its own. */
void tf_lab_take_digests (TfLab *self, guint run, TfSource *digested);

/* --- the run --- */

/* What has come since: emits "frame" where there is one. Whether more may come. */
gboolean tf_lab_poll (TfLab *self);

void     tf_lab_set_pace (TfLab *self, double decades_per_second);
void     tf_lab_set_playing (TfLab *self, gboolean playing);
gboolean tf_lab_toggle (TfLab *self); /* play or pause; FALSE: the run is at its end */
void     tf_lab_step (TfLab *self);
void     tf_lab_restart (TfLab *self);
void     tf_lab_seek (TfLab *self, double t);   /* INFINITY: to the latest state */
void     tf_lab_play_as_then (TfLab *self);     /* on from the past that is looked at, under its parameters */

/* --- parameters --- */

/* As a person has set them for the chosen run: a step that can be undone. FALSE, and nothing
 * changes, where they are not valid. A run at its end plays on under them. */
gboolean tf_lab_take_parameters (TfLab *self, const TfParameters *parameters, GError **error);

/* The same for any run, without a step. They must be valid. */
void tf_lab_set_parameters (TfLab *self, guint run, const TfParameters *parameters);

gboolean tf_lab_can_undo (TfLab *self);
gboolean tf_lab_can_redo (TfLab *self);
void     tf_lab_undo (TfLab *self); /* nothing where it cannot */
void     tf_lab_redo (TfLab *self);

/* --- a second run --- */

/* From the present state on, in step with the first; or none any more, which "let-go" tells of. */
void tf_lab_set_compared (TfLab *self, gboolean compared);
void tf_lab_choose (TfLab *self, guint run); /* nothing where there is one run */
void tf_lab_swap (TfLab *self);              /* each in the other's place */

/* A network as the first run, the model in its place as the second, both from H0 on and playing. The network is
 * the run that is one, or what these parameters make of H0. beta is looked for first, on a thread of its own, so
 * that the model's end is as collapsed as the network (model-beside.h): "noted" says what was found, or why not. */
void tf_lab_set_model_beside (TfLab *self);

/* --- pins --- */

TfPins  *tf_lab_get_pins (TfLab *self);
gboolean tf_lab_pin (TfLab *self);        /* the chosen run; FALSE: there are TF_PINS_MAX already */
gboolean tf_lab_has_let_go (TfLab *self);
gboolean tf_lab_pin_let_go (TfLab *self); /* what was let go last; FALSE: there is no room */

/* Those of a session in the place of those there are, as they come. */
void tf_lab_restore_pins (TfLab *self, TfSession *session);

/* --- the theory --- */

/* What is wanted of it, of the present features and parameters, and of shown pins; question's
 * parameters and run are not looked at. A run at rest is judged with it. */
void      tf_lab_want (TfLab *self, const TfSurveyQuestion *question);
TfSurvey *tf_lab_get_survey (TfLab *self); /* of the present features, or NULL */
const TfTrust *tf_lab_get_trust (TfLab *self); /* how far a run at rest can be trusted, or NULL */

void   tf_lab_ask_map (TfLab *self, const TfMapQuestion *question); /* NULL: none is wanted */
TfMap *tf_lab_get_map (TfLab *self); /* the last one, or NULL; maybe of other settings */
gboolean tf_lab_is_mapping (TfLab *self);

/* --- sessions --- */

/* NULL while there is no run of the present features yet. Emits "saving". Caller frees. */
TfSession *tf_lab_make_session (TfLab *self);

/* Its run on the present features, paused. Emits "restoring". */
void tf_lab_restore (TfLab *self, TfSession *session);

/* What is worked out to restore a session is wanted no more. */
void tf_lab_give_up (TfLab *self);

G_END_DECLS
