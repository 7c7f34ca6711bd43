/* variance-store.h: what a start keeps for the variances of its classes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. class-variances.c fills it when it is asked.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfClassVariances
{
  gsize    n_axes;  /* m and u of the space these are for; 0: of none yet */
  gsize    n_inner;
  double  *map;     /* e x u: U'z of a deviation as scatter.h has it, transposed */
  double **inner;   /* K: U'S_k U, packed u x u */
  double  *rests;   /* K: <rest'rest, S_k> */
  gsize    n_classes;
  gboolean at_once; /* few states will be asked for: nothing is worked out beforehand */
} TfClassVariances;

TfClassVariances *tf_class_variances_new (void);
void              tf_class_variances_free (TfClassVariances *self);

G_END_DECLS
