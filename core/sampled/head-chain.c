/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "head-chain.h"

#include <math.h>
#include <string.h>

#include "linalg.h"

struct _TfHeadChain
{
  guint n;
  gsize *sizes;   /* n + 1 */
  double *layers;
  double **prefixes, **suffixes; /* n + 1: from P_1, up to S_(n-1) */
  double **moved; /* n + 1: dP_l */
};

static double **
make_products (const TfHeadChain *self, gboolean above)
{
  double **products = g_new0 (double *, self->n + 1);

  for (guint l = above ? 0 : 1; l < self->n + (above ? 0 : 1); l++)
    products[l] = g_new (double, self->sizes[l] * self->sizes[above ? self->n : 0]);
  return products;
}

static void
allocate (TfHeadChain *self)
{
  self->layers = g_new0 (double, tf_head_chain_get_size (self));
  self->prefixes = make_products (self, FALSE);
  self->suffixes = make_products (self, TRUE);
  self->moved = make_products (self, FALSE);
}

static void
release (TfHeadChain *self)
{
  for (guint l = 0; l <= self->n; l++)
    {
      g_free (self->prefixes[l]);
      g_free (self->suffixes[l]);
      g_free (self->moved[l]);
    }
  g_free (self->prefixes);
  g_free (self->suffixes);
  g_free (self->moved);
  g_free (self->layers);
}

TfHeadChain *
tf_head_chain_new (guint n, const gsize *sizes)
{
  TfHeadChain *self = g_new0 (TfHeadChain, 1);

  self->n = n;
  self->sizes = g_memdup2 (sizes, (n + 1) * sizeof (gsize));
  allocate (self);
  return self;
}

void
tf_head_chain_free (TfHeadChain *self)
{
  release (self);
  g_free (self->sizes);
  g_free (self);
}

void
tf_head_chain_resize (TfHeadChain *self, gsize dim)
{
  if (self->sizes[0] == dim)
    return;
  release (self);
  self->sizes[0] = dim;
  allocate (self);
}

guint
tf_head_chain_get_n (const TfHeadChain *self)
{
  return self->n;
}

const gsize *
tf_head_chain_get_sizes (const TfHeadChain *self)
{
  return self->sizes;
}

gsize
tf_head_chain_get_offset (const TfHeadChain *self, guint l)
{
  gsize offset = 0;

  for (guint i = 1; i < l; i++)
    offset += self->sizes[i - 1] * self->sizes[i];
  return offset;
}

gsize
tf_head_chain_get_size (const TfHeadChain *self)
{
  return tf_head_chain_get_offset (self, self->n + 1);
}

const double *
tf_head_chain_get_layers (const TfHeadChain *self)
{
  return self->layers;
}

const double *
tf_head_chain_get_prefix (const TfHeadChain *self, guint l)
{
  return self->prefixes[l];
}

const double *
tf_head_chain_get_suffix (const TfHeadChain *self, guint l)
{
  return self->suffixes[l];
}

static const double *
layer_of (const TfHeadChain *self, const double *layers, guint l)
{
  return layers + tf_head_chain_get_offset (self, l);
}

void
tf_head_chain_take (TfHeadChain *self, const double *layers)
{
  const gsize *n = self->sizes;
  gsize k_n = n[self->n];

  memcpy (self->layers, layers, tf_head_chain_get_size (self) * sizeof (double));
  memcpy (self->prefixes[1], self->layers, n[0] * n[1] * sizeof (double));
  for (guint l = 2; l <= self->n; l++)
    tf_gemm (CblasNoTrans, CblasNoTrans, n[0], n[l], n[l - 1], 1, self->prefixes[l - 1], layer_of (self, self->layers, l), 0,
             self->prefixes[l]);
  for (guint l = self->n; l-- > 0;)
    if (l + 1 == self->n)
      memcpy (self->suffixes[l], layer_of (self, self->layers, self->n), n[l] * k_n * sizeof (double));
    else
      tf_gemm (CblasNoTrans, CblasNoTrans, n[l], k_n, n[l + 1], 1, layer_of (self, self->layers, l + 1), self->suffixes[l + 1],
               0, self->suffixes[l]);
}

/* Of L_l the entry (j, j) or column j of U, row j of V'. */
static void
spread_one (const TfHeadChain *self, guint l, gsize j, gsize p, double share, const double *u, const double *vt, double *layer)
{
  gsize rows = self->sizes[l - 1], columns = self->sizes[l];

  if (l == 1)
    cblas_daxpy (rows, share, u + j * rows, 1, layer + j * rows, 1);
  else if (l == self->n)
    cblas_daxpy (columns, share, vt + j, p, layer + j, rows);
  else
    layer[j + j * rows] = share;
}

void
tf_head_chain_spread (const TfHeadChain *self, const double *product, double *layers)
{
  gsize d = self->sizes[0], k_n = self->sizes[self->n], p = MIN (d, k_n), n = p;
  g_autofree double *a = g_memdup2 (product, d * k_n * sizeof (double));
  g_autofree double *u = g_new (double, d * p), *s = g_new (double, p), *vt = g_new (double, p * k_n);

  memset (layers, 0, tf_head_chain_get_size (self) * sizeof (double));
  if (!tf_svd (d, k_n, a, u, s, vt))
    return;
  for (guint l = 1; l < self->n; l++)
    n = MIN (n, self->sizes[l]);
  for (guint l = 1; l <= self->n; l++)
    for (gsize j = 0; j < n; j++)
      spread_one (self, l, j, p, pow (s[j], 1.0 / self->n), u, vt, layers + tf_head_chain_get_offset (self, l));
}

/* dP_l = dP_(l-1) L_l + P_(l-1) dL_l for all l. */
static void
move_up (TfHeadChain *self, const double *layers)
{
  const gsize *n = self->sizes;

  memcpy (self->moved[1], layers, n[0] * n[1] * sizeof (double));
  for (guint l = 2; l <= self->n; l++)
    {
      tf_gemm (CblasNoTrans, CblasNoTrans, n[0], n[l], n[l - 1], 1, self->moved[l - 1], layer_of (self, self->layers, l), 0,
               self->moved[l]);
      tf_gemm (CblasNoTrans, CblasNoTrans, n[0], n[l], n[l - 1], 1, self->prefixes[l - 1], layer_of (self, layers, l), 1,
               self->moved[l]);
    }
}

void
tf_head_chain_push (TfHeadChain *self, const double *layers, double *change)
{
  move_up (self, layers);
  memcpy (change, self->moved[self->n], self->sizes[0] * self->sizes[self->n] * sizeof (double));
}

/* C_(l-1) = C_l L_l', dim x sizes[l - 1]; newly allocated. */
static double *
go_down (const TfHeadChain *self, guint l, const double *c, const double *layers)
{
  const gsize *n = self->sizes;
  double *below = g_new (double, n[0] * n[l - 1]);

  tf_gemm (CblasNoTrans, CblasTrans, n[0], n[l - 1], n[l], 1, c, layer_of (self, layers, l), 0, below);
  return below;
}

void
tf_head_chain_pull (const TfHeadChain *self, const double *g, double *gradient)
{
  const gsize *n = self->sizes;
  g_autofree double *c = g_memdup2 (g, n[0] * n[self->n] * sizeof (double));

  for (guint l = self->n; l > 1; l--)
    {
      double *below = go_down (self, l, c, self->layers);

      tf_gemm (CblasTrans, CblasNoTrans, n[l - 1], n[l], n[0], 1, self->prefixes[l - 1], c, 0,
               gradient + tf_head_chain_get_offset (self, l));
      g_free (c);
      c = below;
    }
  memcpy (gradient, c, n[0] * n[1] * sizeof (double));
}

/* dP_(l-1)' C_l + P_(l-1)' dC_l, dC_(l-1) = dC_l L_l' + C_l dL_l'. */
void
tf_head_chain_bend (TfHeadChain *self, const double *g, const double *layers, double factor, double *sum)
{
  const gsize *n = self->sizes;
  g_autofree double *c = g_memdup2 (g, n[0] * n[self->n] * sizeof (double));
  g_autofree double *moved = g_new0 (double, n[0] * n[self->n]);

  move_up (self, layers);
  for (guint l = self->n; l > 1; l--)
    {
      double *below = go_down (self, l, c, self->layers), *below_moved = go_down (self, l, moved, self->layers);
      double *out = sum + tf_head_chain_get_offset (self, l);

      tf_gemm (CblasNoTrans, CblasTrans, n[0], n[l - 1], n[l], 1, c, layer_of (self, layers, l), 1, below_moved);
      tf_gemm (CblasTrans, CblasNoTrans, n[l - 1], n[l], n[0], factor, self->moved[l - 1], c, 1, out);
      tf_gemm (CblasTrans, CblasNoTrans, n[l - 1], n[l], n[0], factor, self->prefixes[l - 1], moved, 1, out);
      g_free (c);
      g_free (moved);
      c = below;
      moved = below_moved;
    }
  cblas_daxpy (n[0] * n[1], factor, moved, 1, sum, 1);
}
