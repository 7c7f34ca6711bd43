/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "views.h"

#include "plot-depth.h"
#include "plot-epochs.h"
#include "plot-geometry.h"
#include "plot-limit.h"
#include "plot-map.h"
#include "plot-means.h"
#include "plot-monotone.h"
#include "plot-response.h"
#include "plot-spectrum.h"
#include "plot-traces.h"
#include "plot-vicinity.h"

/* Pages of the window are those with a tab, in this order. */
static const TfView *const views[] = {
  &tf_view_means, &tf_view_traces,   &tf_view_geometry, &tf_view_limit,  &tf_view_monotone, &tf_view_vicinity,
  &tf_view_depth, &tf_view_spectrum, &tf_view_response, &tf_view_epochs, &tf_view_map,
};

G_STATIC_ASSERT (G_N_ELEMENTS (views) == TF_N_VIEWS);

const TfView *
tf_view_at (guint i)
{
  g_return_val_if_fail (i < TF_N_VIEWS, NULL);
  return views[i];
}

const TfView *
tf_view_find (const char *id)
{
  for (guint i = 0; i < TF_N_VIEWS; i++)
    if (g_strcmp0 (views[i]->id, id) == 0)
      return views[i];
  return NULL;
}

gboolean
tf_view_is_drawn (const TfView *view, gboolean with_epochs)
{
  return view != NULL && (!view->screen_only || (with_epochs && (view->parts & TF_VIEW_PART_EPOCHS) != 0));
}

char *
tf_view_list_ids (const char *separator)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < TF_N_VIEWS; i++)
    if (!views[i]->screen_only)
      g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", views[i]->id);
  return g_string_free (text, FALSE);
}

/* --- pages --- */

guint
tf_page_count (void)
{
  guint n = 1;

  for (guint i = 0; i < TF_N_VIEWS; i++)
    n += views[i]->tab != NULL;
  return n;
}

const TfView *
tf_page_get_view (TfPage page)
{
  for (guint i = 0; i < TF_N_VIEWS && page > 0; i++)
    if (views[i]->tab != NULL && --page == 0)
      return views[i];
  return NULL;
}

TfPage
tf_page_find (const char *id)
{
  for (TfPage page = 1; page < tf_page_count (); page++)
    if (g_strcmp0 (tf_page_get_view (page)->id, id) == 0)
      return page;
  return TF_PAGE_RUN;
}

const char *
tf_page_get_id (TfPage page)
{
  return page == TF_PAGE_RUN ? "run" : tf_page_get_view (page)->id;
}

const char *
tf_page_get_title (TfPage page)
{
  return page == TF_PAGE_RUN ? "Run" : tf_page_get_view (page)->tab;
}

const char *
tf_page_get_meaning (TfPage page)
{
  return page == TF_PAGE_RUN ? "Metrics over time and angles between class means" : tf_page_get_view (page)->meaning;
}
