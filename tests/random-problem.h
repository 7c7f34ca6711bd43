/* random-problem.h: problems from all over the allowed range, the same for the same seed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * K in [2, 100], d in [1, 512], n_k in [1, 1000], balanced or not; features of
 * norm 1e-6 to 1e6, of full rank or not, with samples twice, classes of one
 * point, classes alike, nothing but zeros; lambda 1e-8 to 1e3 (lambda_H also
 * 0), beta 0 and 1e-8 to 1e8, every flow.
 */
#pragma once

#include "core/features.h"
#include "core/parameters.h"

G_BEGIN_DECLS

typedef struct
{
  guint32      seed;
  GRand       *rand; /* what else is drawn for it */
  TfFeatures  *features;
  TfParameters parameters;
} RandomProblem;

typedef enum
{
  RANDOM_ANY,  /* most of them of moderate size, some as large as they come */
  RANDOM_TINY, /* whole matrices can be written out */
} RandomSize;

void random_problem_init (RandomProblem *problem, guint32 seed, RandomSize size);
void random_problem_clear (RandomProblem *problem);

/* A parameter or a few of it are others from now on. */
void random_problem_change (RandomProblem *problem);

/* Log-uniform. */
double random_between (GRand *rand, double low, double high);

char *random_problem_describe (const RandomProblem *problem);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RandomProblem, random_problem_clear)

G_END_DECLS
