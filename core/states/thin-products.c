/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "thin-products.h"

#include <string.h>

#include "linalg.h"
#include "thread.h"

/* So many products of numbers are more than a second thread costs. */
#define LARGE ((gsize) 1 << 20)
/* Halves are a multiple of so many columns long. */
#define UNIT 64

typedef struct
{
  const TfColumnsOf *x;
  gsize k_n;
  double alpha, beta;
  const double *a; /* or r */
  double *out, *second; /* second: what the other half pulls */
} Product;

static void
push_part (gsize first, gsize n, G_GNUC_UNUSED guint part, gpointer user_data)
{
  const Product *p = user_data;
  gsize k_n = p->k_n;

  tf_gemm_rows (k_n, n, p->x->rows, p->alpha, p->a, k_n, p->x->x + first * p->x->next, 1, p->x->next, p->beta,
                p->out + first * k_n, k_n);
}

static void
pull_part (gsize first, gsize n, guint part, gpointer user_data)
{
  const Product *p = user_data;
  gsize k_n = p->k_n;

  tf_gemm_rows (k_n, p->x->rows, n, p->alpha, p->a + first * k_n, k_n, p->x->x + first * p->x->next, p->x->next, 1,
                part == 0 ? p->beta : 0, part == 0 ? p->out : p->second, k_n);
}

static gboolean
is_large (const TfColumnsOf *x, gsize k_n)
{
  return x->rows * k_n * x->n >= LARGE && x->n >= 2 * UNIT;
}

void
tf_thin_push (const TfColumnsOf *x, gsize k_n, double alpha, const double *a, double beta, double *out)
{
  Product product = { .x = x, .k_n = k_n, .alpha = alpha, .beta = beta, .a = a, .out = out };

  if (is_large (x, k_n))
    tf_thread_halve (x->n, UNIT, push_part, &product);
  else
    push_part (0, x->n, 0, &product);
}

void
tf_thin_pull (const TfColumnsOf *x, gsize k_n, double alpha, const double *r, double beta, double *out)
{
  Product product = { .x = x, .k_n = k_n, .alpha = alpha, .beta = beta, .a = r, .out = out };
  g_autofree double *second = NULL;

  if (!is_large (x, k_n))
    {
      pull_part (0, x->n, 0, &product);
      return;
    }
  product.second = second = g_new (double, k_n * x->rows);
  tf_thread_halve (x->n, UNIT, pull_part, &product);
  cblas_daxpy (k_n * x->rows, 1, second, 1, out, 1);
}

/* to (n x m) = from' (from: m x n) */
static void
transpose (gsize m, gsize n, const double *from, double *to)
{
  for (gsize j = 0; j < n; j++)
    for (gsize i = 0; i < m; i++)
      to[j + i * n] = from[i + j * m];
}

void
tf_thin_push_weights (const TfColumnsOf *x, gsize k_n, double alpha, const double *w, double beta, double *out)
{
  g_autofree double *a = g_new (double, MAX (x->rows * k_n, 1));

  transpose (x->rows, k_n, w, a);
  tf_thin_push (x, k_n, alpha, a, beta, out);
}

void
tf_thin_pull_weights (const TfColumnsOf *x, gsize k_n, double alpha, const double *r, double beta, double *w)
{
  g_autofree double *a = g_new (double, MAX (x->rows * k_n, 1));

  if (beta != 0)
    transpose (x->rows, k_n, w, a);
  tf_thin_pull (x, k_n, alpha, r, beta, a);
  transpose (k_n, x->rows, a, w);
}
