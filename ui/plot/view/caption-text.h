/* caption-text.h: what captions are made of, plain or with commands of LaTeX
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A caption that is being written. */
typedef struct
{
  GString *text;
  gboolean latex;
} TfCaption;

/* One of the two, which is the same symbol or phrase. */
const char *tf_caption_choose (const TfCaption *self, const char *plain, const char *latex);

/* What people called their things, safe in LaTeX. Caller frees. */
char *tf_caption_quote (const TfCaption *self, const char *name);

/* Four digits. Caller frees. */
char *tf_caption_number (const TfCaption *self, double value);

G_END_DECLS
