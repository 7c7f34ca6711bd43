/* film-run.h: a run on its way through a film
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "course.h"
#include "run.h"
#include "survey.h"

G_BEGIN_DECLS

typedef struct
{
  TfMoments   *moments; /* of its features */
  TfRun       *run;     /* NULL: it has not begun */
  TfTrace     *trace;
  TfFrame     *frame;    /* of where it is */
  TfSurvey    *survey;   /* of the parameters in force, or NULL: nothing of it is drawn */
  TfParameters surveyed; /* its parameters */
} TfFilmRun;

void tf_film_run_clear (TfFilmRun *self);

/* At H0. Fails as tf_run_new() does. */
gboolean tf_film_run_begin (TfFilmRun *self, TfMoments *moments, const TfCourse *course, GError **error);

/* What is wanted of a survey may be other parts now. */
void tf_film_run_forget_survey (TfFilmRun *self);

/* On along the course to an instant; frame and survey are then of it. Fails as tf_run_follow() does. */
gboolean tf_film_run_go (TfFilmRun       *self,
                         const TfCourse  *course,
                         const TfInstant *at,
                         TfSurveyParts    parts,
                         GCancellable    *cancellable,
                         GError         **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TfFilmRun, tf_film_run_clear)

G_END_DECLS
