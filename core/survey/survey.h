/* survey.h: what the theory says of the present parameters, worked out beside the run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A TfSurveyor has a thread of its own. It is asked a question (features,
 * parameters, which parts are wanted) and answers with ever more complete
 * surveys, the latest of which wins. A new question ends the work on an old one;
 * what still holds under it is kept. Asking and polling never wait.
 *
 *   limit     the minimizer H_{1/beta}: where the flow will end; then, last of all,
 *             whether there is a lower one
 *   vicinity  H_{1/beta} over a range of beta: the flow of beta = 0 in implicit
 *             steps of length 1/beta [T23 Sec. 3]
 *   depth     H0 <- H_{1/beta}, layer after layer [T23 Fig. 2]
 *   response  a perturbed H0: prediction and truth [T23 Thm 4.1]
 *   trust     how many digits of a run that rests can be trusted (trust.h); last of all
 */
#pragma once

#include "lowest.h"
#include "moments.h"
#include "parameters.h"
#include "perturbation.h"
#include "metrics.h"
#include "survey-run.h"

G_BEGIN_DECLS

typedef enum
{
  TF_SURVEY_LIMIT    = 1 << 0,
  TF_SURVEY_VICINITY = 1 << 1,
  TF_SURVEY_DEPTH    = 1 << 2,
  TF_SURVEY_RESPONSE = 1 << 3,
  TF_SURVEY_LOWEST   = 1 << 4, /* comes with the limit */
  TF_SURVEY_TRUST    = 1 << 5,
} TfSurveyParts;

#define TF_SURVEY_BETA_LOW 1e-4
#define TF_SURVEY_BETA_HIGH 1e4
#define TF_SURVEY_PER_DECADE 8
#define TF_SURVEY_MAX_LAYERS 1000

/* What is asked. The kind of flow in the parameters has no say but that the joint one may have several layers on top. */
typedef struct
{
  TfParameters parameters;
  TfSurveyParts parts;
  guint n_layers;              /* depth: L >= 1 */
  TfPerturbationKind kind;     /* response */
  guint32 seed;                /* of the response's direction */
  TfSurveyRun *run;            /* trust: of the same features; borrowed in a question, a survey's own is kept */
} TfSurveyQuestion;

#define TF_SURVEY_QUESTION_DEFAULT \
  ((TfSurveyQuestion){ .parameters = TF_PARAMETERS_DEFAULT, .parts = TF_SURVEY_LIMIT, .n_layers = 12, \
                       .kind = TF_PERTURBATION_RANDOM, .seed = 1 })

/* H_{1/beta} for one beta. */
typedef struct
{
  double    beta;
  double    relative_gradient; /* how well it is reached (equilibrium.h) */
  TfMetrics metrics;
} TfSurveyPoint;

/* Immutable and reference-counted. A part that was not asked for is empty; one
 * whose bit is missing in complete is still being worked on. A part that cannot
 * be had says why, as a sentence. */
typedef struct
{
  gint             ref_count; /* atomic */
  TfSurveyQuestion question;
  TfMoments       *moments;
  TfSurveyParts    complete;

  gboolean  has_limit;
  double    limit_gradient;    /* |N grad_H f| / |H|: above 1e-10 while it is being refined */
  TfMetrics limit;
  guint     view_dim;          /* D of a frame (frame.h) of the same features */
  double   *view_limit;        /* D x K: m_k - g of the minimizer as a frame there would have it, or NULL */
  double   *fixed_limit;       /* the same in the fixed space */
  char     *limit_message;
  TfLowest  lowest;            /* beside the limit, once TF_SURVEY_LOWEST is complete */

  guint          n_points;
  TfSurveyPoint *points;       /* ascending beta; with gaps until complete */
  TfMetrics      start;        /* of H0 itself, with W*(H0); when limit, vicinity or depth is there */
  double         corollary_beta; /* the least beta of points above which NC1~ (H_{1/beta}) < NC1~ (H0) at all of
                                    them [T23 Cor. 3.2]; NaN when not even the largest has it */
  char          *vicinity_message;

  guint      n_layers;         /* of them there are already */
  TfMetrics *layers;           /* layer 1 to n_layers */
  char      *depth_message;

  guint               n_tests;
  TfPerturbationTest *tests;   /* sizes falling by 10 */
  char               *response_message;

  gboolean has_trust; /* of question.run */
  TfTrust  trust;
} TfSurvey;

TfSurvey *tf_survey_ref (TfSurvey *self);
void      tf_survey_unref (TfSurvey *self);

/* Geometric decay: log (value) = intercept + log_rate * layer fitted by least
 * squares to n values, layer 0 first. Only values above floor (a share of the
 * first) count. FALSE with fewer than two of them. */
gboolean tf_survey_fit_decay (guint n, const double *values, double floor, double *log_rate, double *intercept);

/* Whether such a fit says what happens: each step's own log_rate is within a tenth of the
 * fitted one. */
gboolean tf_survey_is_geometric (guint n, const double *values, double floor, double log_rate);

typedef struct _TfSurveyor TfSurveyor;

TfSurveyor *tf_surveyor_new (void);
void        tf_surveyor_free (TfSurveyor *self); /* ends the thread, whatever it is doing */

/* moments may be NULL: nothing is worked on then. */
void tf_surveyor_ask (TfSurveyor *self, TfMoments *moments, const TfSurveyQuestion *question);

/* The latest survey since the last poll, to be unreferenced; NULL when there is none. */
TfSurvey *tf_surveyor_poll (TfSurveyor *self);
gboolean  tf_surveyor_is_busy (TfSurveyor *self); /* working, or holding a survey not polled */

/* Called on the surveyor's thread whenever a survey can be polled. */
void tf_surveyor_set_wake (TfSurveyor *self, GSourceFunc wake, gpointer user_data);

/* The whole answer to a question, waited for: call it off the main thread. NULL
 * when cancelled. */
TfSurvey *tf_survey_work_out (TfMoments *moments, const TfSurveyQuestion *question, GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSurvey, tf_survey_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfSurveyor, tf_surveyor_free)

G_END_DECLS
