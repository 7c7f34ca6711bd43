/* npy-write.h: the header of an array as NumPy has it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What stands before the letter of a type: the machine's order. */
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
#define TF_NPY_ORDER "<"
#else
#define TF_NPY_ORDER ">"
#endif

/* The first time an archive can tell: the same features give the same bytes. */
#define TF_NPZ_FIRST_TIME 315532800

/* Appends it. descr: "<f8"; shape: "(3, 4)". Padded to a multiple of 64 bytes, as NumPy does. */
void tf_npy_add_header (GString *head, const char *descr, const char *shape);

/* n words as whole numbers, written as such: newly allocated; NULL where one of them is none. */
gint64 *tf_npy_parse_labels (gsize n, const char *const *labels);

/* Labels (n words, not NULL-terminated) as a whole array: of int64 where all are whole
 * numbers, else of text. */
void tf_npy_add_labels (GString *array, gsize n, const char *const *labels);

G_END_DECLS
