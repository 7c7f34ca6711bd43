/* words.h: what the symbols, numbers and pictures of the window mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One list for the glossary and for what is shown when something is asked about. Of
 * metrics, parameters and pages it is the words of their own tables; the few notions
 * that those are about, and the plots, have theirs in words.c. A step of a lesson shows
 * it: the one that words.c names, or else the first that highlights it, promises
 * something of it or draws it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TF_WORD_NOTION,
  TF_WORD_PLOT,
  TF_WORD_METRIC,
  TF_WORD_PARAMETER,
  TF_WORD_PAGE,
  TF_N_WORD_KINDS
} TfWordKind;

typedef struct
{
  TfWordKind  kind;
  const char *name;    /* no two alike: "nc1", "lambda-w", "plot-means", "page-limit" */
  const char *title;   /* Pango markup */
  const char *meaning; /* in the notation of lesson-text.h, with the formula */
  const char *lesson;  /* which shows it, and the title of its step; NULL: looked for */
  const char *step;
} TfWord;

/* All of them, kind after kind. */
guint         tf_words_get_n (void);
const TfWord *tf_words_get (guint i);
const TfWord *tf_words_find (const char *name); /* or NULL */

const char *tf_word_kind_title (TfWordKind kind); /* of its group: "Numbers" */

/* As Pango markup; caller frees. */
char *tf_word_get_meaning (const TfWord *self);

/* The papers that the meaning names, in full, a line each; NULL where it names none. Caller frees. */
char *tf_word_get_sources (const TfWord *self);

/* The bundled lesson's file name, which the caller frees, and its step, from 0 on. FALSE
 * where no step shows it. Reads the lessons' files the first time; in the main thread only. */
gboolean tf_word_find_step (const TfWord *self, char **lesson, guint *step);

G_END_DECLS
