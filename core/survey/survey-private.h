/* survey-private.h: what the two sides of a surveyor share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * survey.c is the main thread's side, survey-worker.c the worker's.
 */
#pragma once

#include <pthread.h>

#include "equilibrium.h"
#include "survey.h"
#include "view-space.h"

G_BEGIN_DECLS

struct _TfSurveyor
{
  /* Set before the thread starts, constant after. */
  GThread *thread;
  pthread_mutex_t mutex;
  pthread_cond_t asked_cond; /* something to do: a question, or the end */
  GCancellable *end;         /* cancelled: leave everything */

  /* Worker only. */
  TfSurvey *draft;      /* what is known so far; never handed out, but copied */
  TfEquilibrium *equilibrium; /* of the draft's moments */
  TfViewSpace *view;
  gint64 published;     /* monotonic time of the last survey */

  /* Locked. */
  TfMoments *moments;   /* of the question not yet taken up, with it */
  TfSurveyQuestion question;
  gboolean asked;
  gboolean working;
  GCancellable *cancellable; /* of the present work; a new one for each question */
  TfSurvey *slot;       /* the latest survey, not yet polled */
  GSourceFunc wake;
  gpointer wake_data;
};

gpointer tf_surveyor_work (gpointer data);

/* A survey of its own, with everything that is in self. */
TfSurvey *tf_survey_copy (const TfSurvey *self);

/* Surveys are made at most this often (microseconds) while a part is growing. */
#define SURVEY_INTERVAL 30000

void tf_survey_publish (TfSurveyor *self);

void tf_survey_finish (TfSurveyor *self, TfSurveyParts part);

void tf_survey_set_message (char **message, const char *text);

void tf_survey_find_limit (TfSurveyor *self, GCancellable *cancellable);

/* A limit that could not be reached has no lower one. */
void tf_survey_find_lowest (TfSurveyor *self, GCancellable *cancellable);

G_END_DECLS
