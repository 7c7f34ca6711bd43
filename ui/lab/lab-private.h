/* lab-private.h: what the files of the lab share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "lab.h"
#include "wake.h"

G_BEGIN_DECLS

/* A run as far as it had come before it was let go. */
typedef struct
{
  TfFrame  *frame;
  TfTrace  *trace;
  TfSurvey *survey; /* or NULL */
  TfSource *source;
} TfHeldRun;

typedef struct
{
  guint     n; /* two where two runs are compared */
  TfHeldRun runs[TF_LAB_N_RUNS];
} TfLetGo;

struct _TfLab
{
  GObject parent_instance;

  TfLabFeatures features[TF_LAB_N_RUNS]; /* the second: all NULL where they are the first's */

  TfRunner *runner;
  GSource  *runner_wake; /* made ready by the worker when a frame has come */
  TfTrace  *traces[TF_LAB_N_RUNS];
  TfFrame  *frame;
  TfFrame  *latest_frame; /* the last one that was not of the past, or NULL */
  gboolean  wants_play;

  TfParameters parameters[TF_LAB_N_RUNS];
  gboolean     compared;
  guint        chosen;
  TfUndo      *undo;

  TfPins       *pins;
  TfLetGo      *let_go;    /* or NULL */
  GCancellable *restoring; /* of pins from a session, or NULL */
  GCancellable *finding;   /* of the model's beta beside a network, or NULL */

  gboolean  returns; /* the run is being followed to latest, to be looked at earlier, at */
  TfInstant at, latest;

  TfSurveyor  *surveyor;
  GSource     *survey_wake;
  TfSurvey    *survey;  /* the last one polled, or NULL; maybe of other features */
  TfSurveyRun *resting; /* the run while it rests, to be judged; or NULL */
  TfMapper    *mapper;
  GSource     *map_wake;
  TfMap       *map;
};

typedef enum
{
  TF_LAB_STIRRED,
  TF_LAB_FRAME,
  TF_LAB_PLAYING_CHANGED,
  TF_LAB_FEATURES_CHANGED,
  TF_LAB_RUNS_CHANGED,
  TF_LAB_PROBLEM_CHANGED,
  TF_LAB_TOUCHED,
  TF_LAB_SURVEY_CHANGED,
  TF_LAB_MAP_CHANGED,
  TF_LAB_LET_GO,
  TF_LAB_NOTED,
  TF_LAB_SAVING,
  TF_LAB_RESTORING,
  TF_LAB_N_SIGNALS
} TfLabSignal;

/* lab.c, which calls none of the others */
void tf_lab_forget_let_go (TfLab *self);
void tf_lab_put_features (TfLab *self, guint run, const TfLabFeatures *features); /* references are taken; NULL: none */
void tf_lab_tell (TfLab *self, TfLabSignal signal);                     /* one without an argument */
void tf_lab_tell_text (TfLab *self, TfLabSignal signal, const char *text);
void tf_lab_tell_session (TfLab *self, TfLabSignal signal, TfSession *session);

void tf_lab_give_up_finding (TfLab *self); /* the model beside a network is wanted no more */

/* lab-pins.c: what is about to be let go is held, and "let-go" emitted. */
void tf_lab_hold_later (TfLab *self);  /* what is later than the past that is looked at */
void tf_lab_hold_beside (TfLab *self); /* the second run */
void tf_lab_save_pins (TfLab *self, TfSession *session);

/* lab-runs.c */
void tf_lab_send_parameters (TfLab *self);  /* of all runs, to the runner */
void tf_lab_restore_runs (TfLab *self, TfSession *session);

/* lab-theory.c: TRUE where the run has come to rest, or goes on from there */
gboolean tf_lab_judge (TfLab *self);

G_END_DECLS
