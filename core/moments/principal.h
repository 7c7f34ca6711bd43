/* principal.h: principal axes of Sigma_W where its factor's columns are not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Private to core. Columns P (s x n), orthogonal to one another, longest first, with P P' = L L': the left
 * singular vectors of L times its singular values; what is shorter than rounding of the longest is left out.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gsize n;
  const double *axes; /* s x n: P */
} TfPrincipal;

typedef struct _TfPrincipalAxes TfPrincipalAxes;

TfPrincipalAxes *tf_principal_axes_new (void);
void             tf_principal_axes_free (TfPrincipalAxes *self);

/* Of L (s x r), always the same one: worked out when first asked for, from whatever thread that is. */
TfPrincipal tf_principal_axes_get (TfPrincipalAxes *self, gsize s, gsize r, const double *factor);

gsize tf_principal_axes_get_size (TfPrincipalAxes *self); /* bytes, of now */

G_END_DECLS
