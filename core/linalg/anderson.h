/* anderson.h: Anderson acceleration of a fixed-point iteration
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Of the last points x_i and their steps s_i = G (x_i) - x_i,
 * that combination is taken whose step would be the shortest if G were affine;
 * where it leads is the next point [Anderson 1965; Walker, Ni 2011, type II].
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TfAnderson TfAnderson;

/* size: of a point; memory: how many earlier points are looked at. */
TfAnderson *tf_anderson_new (gsize size, gsize memory);
void        tf_anderson_free (TfAnderson *self);

/* Forgets all earlier points. */
void tf_anderson_restart (TfAnderson *self);

/* The point to try after x, whose step is given. Remembers both. */
void tf_anderson_mix (TfAnderson *self, const double *x, const double *step, double *next);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TfAnderson, tf_anderson_free)

G_END_DECLS
