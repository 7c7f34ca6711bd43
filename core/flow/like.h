/* like.h: the same quantities as other codes print them, under their names
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same name means different numbers in different codes: NC1 divided by K or not,
 * NC2 of M or of W, NC3 squared or not, the mean of all samples or of all classes. A
 * convention is a list of columns; each is one function. To add one: a name below, its
 * list and its row in like.c.
 */
#pragma once

#include "flow.h"

G_BEGIN_DECLS

typedef enum
{
  TF_LIKE_PAPYAN,    /* the notebook of Papyan, Han and Donoho 2020 */
  TF_LIKE_ZHU,       /* validate_NC.py of Zhu et al. 2021 */
  TF_LIKE_RHUBARBWU, /* the package neural-collapse */
  TF_LIKE_HAN,       /* the shares of the squared loss in Han, Papyan and Donoho 2022 */
  TF_N_LIKES
} TfLike;

struct _TfMetricContext; /* measure.h */

typedef struct
{
  const char *name;    /* the other code's */
  const char *meaning; /* a definition, in our symbols */
  double    (*measure) (const struct _TfMetricContext *context); /* NaN: undefined */
} TfLikeColumn;

const char         *tf_like_get_name (TfLike like); /* "papyan" */
const char         *tf_like_get_source (TfLike like); /* which code that is, in a few words */
const TfLikeColumn *tf_like_get_columns (TfLike like, guint *n);
gboolean            tf_like_parse (const char *name, TfLike *like);

/* The columns' values of the present state; values: as many. NaN: undefined. */
void tf_flow_get_like (TfFlow *flow, TfLike like, double *values);

/* Of H0 itself: as tf_moments_get_metrics(). */
void tf_moments_get_like (TfMoments          *moments,
                          const TfParameters *parameters,
                          gboolean            use_file_weights,
                          TfLike              like,
                          double             *values);

G_END_DECLS
