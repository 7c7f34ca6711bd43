/* sample-field-private.h: what the files of the sample field share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sample-field.c evaluates and multiplies with the Jacobian, sample-weights.c finds the
 * best W and b, sample-solve.c solves shifted systems. "Thin" is what has K rows and N
 * columns, turned as X is; theta is [W' (dim x K), b (K)] in one vector, b being 0
 * without a bias.
 */
#pragma once

#include "sample-field.h"

#include "central-stages.h"
#include "loss.h"
#include "theta-blocks.h"

G_BEGIN_DECLS

typedef struct _TfSampleSolver TfSampleSolver; /* sample-solve.c */
typedef struct _TfSampleStages TfSampleStages; /* sample-stages.c */

typedef struct
{
  TfSystem system;
  const TfStart *start;
  TfParameters parameters;
  TfLoss loss;
  gsize dim, k_n, n;

  /* At the last evaluated state. */
  const double *x;
  double *theta;    /* dim K + K */
  double *residual; /* thin: R */
  double fit;       /* the mean of the loss */
  TfLossCurvature curvature; /* of the samples, in the order by class */

  double *sorted; /* K x N, by class: scratch of what turns */
  double *thin;   /* K x N: scratch of evaluation and products */
  double *gram;   /* of [X; s'], for preconditioning: may be of an earlier X */
  TfThetaBlocks *blocks; /* sample-weights.c: preconditions the Hessian by theta */
  guint n_last;          /* iterations that the last solution with it took; 0: none */
  TfSampleSolver *solver;
  TfSampleStages *stages;   /* of the joint flow */
  TfCentralStages *central; /* of the central path */
  TfSystemCounts counts;
} TfSampleField;

gsize    tf_sample_theta_size (const TfSampleField *self);
gboolean tf_sample_is_joint (const TfSampleField *self);

/* thin = theta's W X + b s' + beta thin */
void tf_sample_push (const TfSampleField *self, const double *theta, double beta, double *thin);

/* theta = [X thin', thin s]; without a bias 0 for b. */
void tf_sample_pull (const TfSampleField *self, const double *thin, double *theta);

/* of_bias (K) = thin s; without a bias 0. */
void tf_sample_pull_bias (const TfSampleField *self, const double *thin, double *of_bias);

/* thin <- S thin, the Hessian of the loss by logits. */
void tf_sample_curve (TfSampleField *self, double *thin);

/* The mean of the loss for these logits/sqrt (N), and R in their place; thin. Fills the
 * curvature where it is not NULL. */
double tf_sample_take_loss (TfSampleField *self, double *logits, TfLossCurvature *curvature);

/* Fit, R and curvature for the present theta and x. */
void tf_sample_evaluate_loss (TfSampleField *self);

/* Brings `gram` up to date. */
void tf_sample_take_gram (TfSampleField *self);

/* theta <- the best one for x, from the present one. FALSE where none is found. Leaves
 * fit, residual and curvature there. */
gboolean tf_sample_solve_weights (TfSampleField *self);

/* (d2f/dtheta2) w = b to that relative accuracy. FALSE where the curvature is not
 * positive: w is then the way down as far as it was found. */
gboolean tf_sample_solve_hessian (TfSampleField *self, const double *b, double accuracy, double *w);

/* Where all biases may be raised together at no cost, so that nothing determines their
 * mean: that it is 0. */
void tf_sample_centre_bias (const TfSampleField *self, double *theta);

/* The mean over the samples of their Hessians, K x K. */
void tf_sample_mean_hessian (const TfSampleField *self, double *mean);

/* Whether there is room for the curvature of every sample, which shifted systems take. */
gboolean tf_sample_can_solve (const TfSampleField *self);
void     tf_sample_prepare_solve (TfSystem *self, double g);
gboolean tf_sample_solve (TfSystem *self, const TfSystemScales *scales, double share, double *b);
void     tf_sample_solver_free (TfSampleSolver *self);

/* The same with what theta is made of left to the caller: X is eliminated from I - g J at the
 * present state (tf_sample_condense(); FALSE of tf_sample_is_sound(): it cannot be). In theta that
 * leaves g times a matrix (_multiply_condensed(): image of a direction with its dz = dW X + db s'),
 * to which the decays and what theta's own equations have are to be added, and of b_X a right side
 * (_condense_right()); u for X comes of w for theta in place of b_X (_expand()). mean curvature,
 * K x K: what the matrix is near to is g [X; s'][X; s']' times it (theta-blocks.h). */
void          tf_sample_condense (TfSampleField *self, double g);
gboolean      tf_sample_is_sound (const TfSampleField *self);
const double *tf_sample_get_mean_curvature (const TfSampleField *self);
void          tf_sample_condense_right (TfSampleField *self, const double *b, double *right);
void          tf_sample_multiply_condensed (TfSampleField *self, const double *direction, const double *dz, double *image);
void          tf_sample_expand (TfSampleField *self, const double *w, double *b);

/* What theta's being off by `step` makes of u, in units of the scales. */
double tf_sample_measure_step (const TfSampleField *self, const TfSystemScales *scales, const double *step, const double *z_step);

/* To x on the central path, which stays the caller's: W, b and R there. FALSE: tf_system_evaluate(). */
gboolean tf_sample_move (TfSampleField *self, const double *x);

/* dx = the slope of X; pulled (dim x K) = X R', where it is not NULL. In two halves of the samples, side by
 * side where there are cores for it; what comes out does not depend on whether there are. */
void tf_sample_evaluate_features (const TfSampleField *self, double *dx, double *pulled);

/* tf_system_begin_stages() and those after it. */
gboolean tf_sample_begin_stages (TfSystem *self, const double *y, const double *dy, guint n_stages);
gboolean tf_sample_evaluate_stage (TfSystem *self, guint stage, const double *weights);
void     tf_sample_combine_stages (TfSystem *self, guint n, const double *weights, const double *y, double *out);
void     tf_sample_sum_residuals (const TfSystem *self, guint n, const double *weights, double outside, double *sum);
void     tf_sample_stages_free (TfSampleStages *self);

G_END_DECLS
