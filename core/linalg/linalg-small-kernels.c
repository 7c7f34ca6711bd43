/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Compiled once for each set of vector instructions (meson.build). A tile of C,
 * some vectors of rows by COLUMNS columns, stays in registers while
 *
 *     C -= A B     or     C = A B
 *
 * runs over the inner dimension. Columns of A are contiguous, and each number of B
 * is spread over a vector, so that B may lie as it likes. The triangular system
 * that follows, C <- C D^-T with D of COLUMNS x COLUMNS, is solved before the tile
 * leaves the registers. Factor and systems go forward and back by blocks of so many
 * columns; what is left at the end is done in blocks of 4, 2 and 1. Rows that do
 * not fill a vector are masked. */

#include <immintrin.h>
#include <math.h>

#include "linalg-small.h"

#define ALWAYS static inline __attribute__ ((always_inline))

#ifdef __AVX512F__

enum { LANES = 8, VECTORS = 2, COLUMNS = 8 };
typedef __m512d Vector;
typedef __mmask8 Mask;

ALWAYS Mask first_lanes (gsize n) { return (Mask) ((1u << n) - 1); }
ALWAYS Vector spread (double x) { return _mm512_set1_pd (x); }
ALWAYS Vector load (const double *p) { return _mm512_loadu_pd (p); }
ALWAYS Vector load_part (Mask m, const double *p) { return _mm512_maskz_loadu_pd (m, p); }
ALWAYS void store (double *p, Vector v) { _mm512_storeu_pd (p, v); }
ALWAYS void store_part (Mask m, double *p, Vector v) { _mm512_mask_storeu_pd (p, m, v); }

#else

enum { LANES = 4, VECTORS = 3, COLUMNS = 4 };
typedef __m256d Vector;
typedef __m256i Mask;

ALWAYS Mask
first_lanes (gsize n)
{
  static const gint64 bits[2 * LANES] = { -1, -1, -1, -1, 0, 0, 0, 0 };

  return _mm256_loadu_si256 ((const __m256i *) (gconstpointer) (bits + LANES - n));
}

ALWAYS Vector spread (double x) { return _mm256_set1_pd (x); }
ALWAYS Vector load (const double *p) { return _mm256_loadu_pd (p); }
ALWAYS Vector load_part (Mask m, const double *p) { return _mm256_maskload_pd (p, m); }
ALWAYS void store (double *p, Vector v) { _mm256_storeu_pd (p, v); }
ALWAYS void store_part (Mask m, double *p, Vector v) { _mm256_maskstore_pd (p, m, v); }

#endif

/* What is done to all rows of some columns: C (m rows) = beta C + alpha A B, and then,
 * where there is a D, C <- C D^-T, or C D^-1 from its last column to the first. */
typedef struct
{
  gsize m, k;                         /* rows; inner dimension */
  const double *a; gsize a_step;      /* A: from one column to the next */
  const double *b; gsize b_step, b_next; /* B: from row to row, from column to column */
  double *c; gsize c_next;
  double alpha, beta;
  const double *d; gsize d_next;      /* lower triangular; or NULL */
  const double *inverses;             /* of its diagonal */
  gboolean backward;
} Strip;

/* A tile is this many vectors by this many columns, at this row; the last of the
 * vectors is partly used. All loops over a tile vanish: their bounds are known where
 * these functions are put in. */
typedef struct
{
  int vectors, columns;
  gsize row;
  Mask last;
} Tile;

#define EACH(i, n) _Pragma ("GCC unroll 16") for (int i = 0; i < (n); i++)

ALWAYS Vector
load_of (Tile t, int v, const double *p)
{
  return v < t.vectors - 1 ? load (p + v * LANES) : load_part (t.last, p + v * LANES);
}

ALWAYS void
store_of (Tile t, int v, double *p, Vector x)
{
  if (v < t.vectors - 1)
    store (p + v * LANES, x);
  else
    store_part (t.last, p + v * LANES, x);
}

/* sum += A B */
ALWAYS void
add_product (Tile t, const Strip *s, Vector sum[VECTORS][COLUMNS])
{
  const double *a = s->a + t.row, *b = s->b;

  for (gsize p = 0; p < s->k; p++, a += s->a_step, b += s->b_step)
    {
      Vector rows[VECTORS];

      EACH (v, t.vectors)
        rows[v] = load_of (t, v, a);
      EACH (c, t.columns)
        {
          Vector factor = spread (b[c * s->b_next]);

          EACH (v, t.vectors)
            sum[v][c] += rows[v] * factor;
        }
    }
}

/* x <- x D^-T, or x D^-1 */
ALWAYS void
solve_block (Tile t, const Strip *s, gboolean backward, Vector x[VECTORS][COLUMNS])
{
  EACH (i, t.columns)
    {
      int c = backward ? t.columns - 1 - i : i;
      Vector inverse = spread (s->inverses[c]);

      EACH (v, t.vectors)
        x[v][c] *= inverse;
      EACH (e, t.columns)
        if (backward ? e < c : e > c)
          {
            Vector factor = spread (backward ? s->d[c + e * s->d_next] : s->d[e + c * s->d_next]);

            EACH (v, t.vectors)
              x[v][e] -= x[v][c] * factor;
          }
    }
}

ALWAYS void
do_tile (Tile t, const Strip *s)
{
  Vector x[VECTORS][COLUMNS];
  Vector alpha = spread (s->alpha), beta = spread (s->beta);
  double *c_at = s->c + t.row;

  EACH (c, t.columns)
    EACH (v, t.vectors)
      x[v][c] = spread (0);
  add_product (t, s, x);
  EACH (c, t.columns)
    EACH (v, t.vectors)
      {
        x[v][c] *= alpha;
        if (s->beta != 0)
          x[v][c] += beta * load_of (t, v, c_at + c * s->c_next);
      }
  if (s->d != NULL && s->backward)
    solve_block (t, s, TRUE, x);
  else if (s->d != NULL)
    solve_block (t, s, FALSE, x);
  EACH (c, t.columns)
    EACH (v, t.vectors)
      store_of (t, v, c_at + c * s->c_next, x[v][c]);
}

ALWAYS void
do_columns (int columns, const Strip *s)
{
  gsize row = 0;

  for (; row + VECTORS * LANES <= s->m; row += VECTORS * LANES)
    do_tile ((Tile) { VECTORS, columns, row, first_lanes (LANES) }, s);
  if (s->m - row > 2 * LANES)
    do_tile ((Tile) { MIN (3, VECTORS), columns, row, first_lanes (s->m - row - 2 * LANES) }, s);
  else if (s->m - row > LANES)
    do_tile ((Tile) { 2, columns, row, first_lanes (s->m - row - LANES) }, s);
  else if (s->m > row)
    do_tile ((Tile) { 1, columns, row, first_lanes (s->m - row) }, s);
}

static void __attribute__ ((noinline)) do_1 (const Strip *s) { do_columns (1, s); }
static void __attribute__ ((noinline)) do_2 (const Strip *s) { do_columns (2, s); }
static void __attribute__ ((noinline)) do_4 (const Strip *s) { do_columns (4, s); }
static void __attribute__ ((noinline)) do_all (const Strip *s) { do_columns (COLUMNS, s); }

static void
do_strip (gsize columns, const Strip *s)
{
  switch (columns)
    {
    case 1: do_1 (s); break;
    case 2: do_2 (s); break;
    case 4: do_4 (s); break;
    default: do_all (s); break;
    }
}

/* How many of the columns that are left are done at once. */
static gsize
choose_columns (gsize left)
{
  if (left >= COLUMNS)
    return COLUMNS;
  return left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

/* The lower triangle of the block on the diagonal, which is the product's first rows. */
static void
do_diagonal (gsize columns, Strip s)
{
  double block[COLUMNS * COLUMNS], *c = s.c;
  gsize c_next = s.c_next;

  for (gsize j = 0; j < columns; j++)
    for (gsize i = 0; i < columns; i++)
      block[i + j * COLUMNS] = i < j || s.beta == 0 ? 0 : c[i + j * c_next];
  s.m = columns;
  s.c = block;
  s.c_next = COLUMNS;
  do_strip (columns, &s);
  for (gsize j = 0; j < columns; j++)
    for (gsize i = j; i < columns; i++)
      c[i + j * c_next] = block[i + j * COLUMNS];
}

static void
small_syrk (gsize n, gsize k, double alpha, const double *a, double beta, double *c)
{
  for (gsize j = 0, w; j < n; j += w)
    {
      w = choose_columns (n - j);
      do_diagonal (w, (Strip) { .k = k, .a = a + j, .a_step = n, .b = a + j, .b_step = n, .b_next = 1,
                                .c = c + j + j * n, .c_next = n, .alpha = alpha, .beta = beta });
      do_strip (w, &(Strip) { .m = n - j - w, .k = k, .a = a + j + w, .a_step = n, .b = a + j, .b_step = n,
                              .b_next = 1, .c = c + j + w + j * n, .c_next = n, .alpha = alpha, .beta = beta });
    }
}

/* Of a long inner dimension so much at a time that what is read of A and B stays near. */
static gsize
choose_inner (gsize b_step)
{
  return CLAMP (16384 / MAX (b_step, 1), 32, 256);
}

static void
small_multiply (gsize m, gsize n, gsize k, double alpha, const double *a, gsize a_step, const double *b, gsize b_step,
                gsize b_next, double beta, double *c, gsize c_next)
{
  gsize inner = b_step == 1 ? MAX (k, 1) : choose_inner (b_step);

  for (gsize p = 0; p < MAX (k, 1); p += inner)
    for (gsize j = 0, w; j < n; j += w)
      {
        w = choose_columns (n - j);
        do_strip (w, &(Strip) { .m = m, .k = MIN (inner, k - p), .a = a + p * a_step, .a_step = a_step,
                                .b = b + p * b_step + j * b_next, .b_step = b_step, .b_next = b_next,
                                .c = c + j * c_next, .c_next = c_next, .alpha = alpha, .beta = p > 0 ? 1 : beta });
      }
}

/* The Cholesky factor of a block of w x w in place of its lower triangle, and the
 * inverses of the factor's diagonal. */
ALWAYS gboolean
factor_block (const int w, double *a, gsize n, double *inverses)
{
  double l[COLUMNS][COLUMNS];

  EACH (c, w)
    EACH (r, w)
      if (r >= c)
        l[c][r] = a[r + c * n];
  EACH (c, w)
    {
      if (!(l[c][c] > 0))
        return FALSE;
      l[c][c] = sqrt (l[c][c]);
      inverses[c] = 1 / l[c][c];
      EACH (r, w)
        if (r > c)
          l[c][r] *= inverses[c];
      EACH (e, w)
        EACH (r, w)
          if (e > c && r >= e)
            l[e][r] -= l[c][r] * l[c][e];
    }
  EACH (c, w)
    EACH (r, w)
      if (r >= c)
        a[r + c * n] = l[c][r];
  return TRUE;
}

static gboolean
factor_columns (gsize columns, double *a, gsize n, double *inverses)
{
  switch (columns)
    {
    case 1: return factor_block (1, a, n, inverses);
    case 2: return factor_block (2, a, n, inverses);
    case 4: return factor_block (4, a, n, inverses);
    default: return factor_block (COLUMNS, a, n, inverses);
    }
}

static gboolean
small_cholesky (gsize n, double *a)
{
  double inverses[COLUMNS];

  for (gsize j = 0, w; j < n; j += w)
    {
      double *d = a + j + j * n;

      w = choose_columns (n - j);
      do_diagonal (w, (Strip) { .k = j, .a = a + j, .a_step = n, .b = a + j, .b_step = n, .b_next = 1,
                                .c = d, .c_next = n, .alpha = -1, .beta = 1 });
      if (!factor_columns (w, d, n, inverses))
        return FALSE;
      do_strip (w, &(Strip) { .m = n - j - w, .k = j, .a = a + j + w, .a_step = n, .b = a + j, .b_step = n,
                              .b_next = 1, .c = d + w, .c_next = n, .alpha = -1, .beta = 1,
                              .d = d, .d_next = n, .inverses = inverses });
    }
  return TRUE;
}

/* y (m x n, m <= step, columns `step` apart) <- y (L L')^-1 */
static void
solve_rows (gsize n, const double *l, const double *inverses, gsize m, gsize step, double *y)
{
  for (gsize j = 0, w; j < n; j += w)
    {
      w = choose_columns (n - j);
      do_strip (w, &(Strip) { .m = m, .k = j, .a = y, .a_step = step, .b = l + j, .b_step = n, .b_next = 1,
                              .c = y + j * step, .c_next = step, .alpha = -1, .beta = 1,
                              .d = l + j + j * n, .d_next = n, .inverses = inverses + j });
    }
  for (gsize end = n, w; end > 0; end -= w)
    {
      gsize j;

      w = choose_columns (end);
      j = end - w;
      do_strip (w, &(Strip) { .m = m, .k = n - end, .a = y + end * step, .a_step = step, .b = l + end + j * n,
                              .b_step = 1, .b_next = n, .c = y + j * step, .c_next = step, .alpha = -1, .beta = 1,
                              .d = l + j + j * n, .d_next = n, .inverses = inverses + j, .backward = TRUE });
    }
}

static void
small_cholesky_solve (gsize n, const double *l, gsize m, double *x)
{
  enum { ROWS = VECTORS * LANES };
  g_autofree double *work = g_new (double, n * (ROWS + 1));
  double *y = work, *inverses = work + n * ROWS;

  for (gsize i = 0; i < n; i++)
    inverses[i] = 1 / l[i + i * n];
  for (gsize first = 0; first < m; first += ROWS)
    {
      gsize count = MIN (m - first, (gsize) ROWS);
      double *at = x + first * n;

      /* Right sides side by side: they are the rows that vectors hold. */
      for (gsize r = 0; r < count; r++)
        for (gsize i = 0; i < n; i++)
          y[r + i * ROWS] = at[i + r * n];
      solve_rows (n, l, inverses, count, ROWS, y);
      for (gsize r = 0; r < count; r++)
        for (gsize i = 0; i < n; i++)
          at[i + r * n] = y[r + i * ROWS];
    }
}

/* 1/i!, from i = 13 on */
static const double taylor[] = { 1.6059043836821613e-10, 2.0876756987868099e-9, 2.505210838544172e-8, 2.7557319223985893e-7,
                                 2.7557319223985888e-6, 2.4801587301587302e-5, 1.9841269841269841e-4, 1.3888888888888889e-3,
                                 8.3333333333333332e-3, 4.1666666666666664e-2, 1.6666666666666666e-1, 0.5, 1, 1 };

/* Half of an integer's bits are below the point where this is added. */
#define ROUNDER 6755399441055744.0 /* 3 2^51 */
#define SMALLEST -708.0            /* what is less, has no exponential but 0 */

typedef gint64 Bits __attribute__ ((vector_size (LANES * sizeof (double))));

/* exp x = 2^n exp (x - n ln 2), n the nearest integer, and Taylor's series of what is left,
 * no more than ln 2/2. */
ALWAYS Vector
exponential (Vector x)
{
  Vector rounder = spread (ROUNDER), at_least = x, shifted, n, r, sum = spread (taylor[0]);
  Bits is_small = (Bits) (x < spread (SMALLEST)), is_nan = (Bits) (x != x);

  at_least = (Vector) (((Bits) x & ~is_small) | ((Bits) spread (SMALLEST) & is_small));
  shifted = at_least * spread (1.4426950408889634) + rounder;
  n = shifted - rounder;
  r = at_least - n * spread (6.93147180369123816490e-01);
  r -= n * spread (1.90821492927058770002e-10);
  for (gsize i = 1; i < G_N_ELEMENTS (taylor); i++)
    sum = sum * r + spread (taylor[i]);
  sum = (Vector) ((Bits) sum + (((Bits) shifted - (Bits) rounder) << 52));
  sum = (Vector) ((Bits) sum & ~is_small);
  return (Vector) (((Bits) sum & ~is_nan) | ((Bits) x & is_nan));
}

static void
small_exp (gsize n, double *x)
{
  gsize i = 0;

  for (; i + LANES <= n; i += LANES)
    store (x + i, exponential (load (x + i)));
  if (i < n)
    store_part (first_lanes (n - i), x + i, exponential (load_part (first_lanes (n - i), x + i)));
}

#ifdef __AVX512F__
extern const TfSmall tf_small_avx512;
const TfSmall tf_small_avx512 = { "AVX-512", 192, 512, 1024, small_syrk, small_cholesky, small_cholesky_solve,
                                   small_multiply, small_exp };
#else
extern const TfSmall tf_small_avx2;
const TfSmall tf_small_avx2 = { "AVX2", 112, 224, 1024, small_syrk, small_cholesky, small_cholesky_solve,
                                   small_multiply, small_exp };
#endif
