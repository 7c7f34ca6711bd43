/* views.h: all views, in the order in which they are offered
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "view.h"

G_BEGIN_DECLS

#define TF_N_VIEWS 11

const TfView *tf_view_at (guint i); /* i < TF_N_VIEWS */

/* The view of that id, or NULL. */
const TfView *tf_view_find (const char *id);

/* Whether it is a figure: the epochs are one where the features are of a folder of them. */
gboolean tf_view_is_drawn (const TfView *view, gboolean with_epochs);

/* The ids of those that a figure can have, in one text with that between them. Caller frees. */
char *tf_view_list_ids (const char *separator);

/* --- pages of the window --- */

/* Page 0 is the run's own, traces and geometry; the others are the views with a tab. */
typedef guint TfPage;

#define TF_PAGE_RUN 0

guint         tf_page_count (void);
const TfView *tf_page_get_view (TfPage page);     /* NULL: the run's own */
TfPage        tf_page_find (const char *id);      /* TF_PAGE_RUN where there is none of that id */
const char   *tf_page_get_id (TfPage page);       /* "vicinity" */
const char   *tf_page_get_title (TfPage page);    /* "Vicinity" */
const char   *tf_page_get_meaning (TfPage page);  /* a sentence for a tooltip */

G_END_DECLS
