/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-words.h"

#include <string.h>

#include "layer-fits.h"
#include "plot-depth.h"
#include "plot-epochs.h"

/* What the measured layers say beside the view of depth. */
static void
explain_layers (const TfViewData *data, const GArray *fits, const TfEpochsMap *map, GString *text)
{
  if (fits != NULL)
    {
      g_autofree char *list = tf_layer_fits_describe (data->layers, fits);

      g_string_append_printf (text, " With these λ, what lies between the measured layers is as complex as 1/β = %s.", list);
    }
  if (map != NULL)
    {
      g_autofree char *sentence = tf_plot_epochs_map_explain (map);

      g_string_append_printf (text, " %s", sentence);
    }
}

char *
tf_theory_explain (const TfView *view, const TfViewData *data, const GArray *fits, const TfEpochsMap *map)
{
  g_autofree char *sentence = view->explain (data);
  GString *text = g_string_new (NULL);

  if (data->parameters->flow == TF_FLOW_NETWORK && view != &tf_view_epochs)
    g_string_append (text, "The run is a network’s, and no theorem says where it ends: its features are not free, as the "
                           "model’s are. What follows is of the model with the same λ and β. ");
  if (view->above != NULL)
    {
      g_autofree char *above = view->above->explain (data);

      g_string_append_printf (text, "%s ", above);
    }
  g_string_append (text, sentence);
  if (view == &tf_view_depth)
    explain_layers (data, fits, map, text);
  return g_string_free (text, FALSE);
}

/* A sentence ends here: behind it the next begins, which no number or small letter does. */
static gboolean
ends_sentence (const char *at)
{
  return *at == '.' && at[1] == ' ' && !g_ascii_isdigit (at[2]) && !g_unichar_islower (g_utf8_get_char (at + 2));
}

char *
tf_theory_shorten (const char *markup, guint most)
{
  const char *end = NULL;
  guint n = 0;
  int within = 0; /* elements */
  gboolean in_tag = FALSE;

  for (const char *at = markup, *next; *at != '\0' && (n <= most || end == NULL); at = next)
    {
      next = g_utf8_next_char (at);
      if (*at == '<')
        within += *next == '/' ? -1 : 1;
      in_tag = in_tag ? *at != '>' : *at == '<';
      n += !in_tag && *at != '>';
      if (!in_tag && within == 0 && (n <= most || end == NULL) && (*next == '\0' || ends_sentence (at)))
        end = next;
    }
  return g_strndup (markup, end != NULL ? (gsize) (end - markup) : strlen (markup));
}
