/* test-accessibility-keys.c: the window by its keys, over the accessibility bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "accessibility-kit.h"

#define MOST_TABS 240
#define STATE_FOCUSED 12

/* What an entry holds. */
static char *
get_content (Fixture *fixture, const Node *node)
{
  g_autoptr (GVariant) count = get_property (fixture, node, "org.a11y.atspi.Text", "CharacterCount");
  g_autoptr (GVariant) answer = NULL;
  char *text = NULL;

  g_assert_nonnull (count);
  answer = ask (fixture, node->bus, node->path, "org.a11y.atspi.Text", "GetText",
                g_variant_new ("(ii)", 0, g_variant_get_int32 (count)));
  g_assert_nonnull (answer);
  g_variant_get (answer, "(s)", &text);
  return text;
}

/* λ_W by a reader's own hand: the slider moves, the entry and the sentence follow. */
static void
test_slider (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nodes = look (fixture);
  const Node *slider = need (nodes, "slider", "λW, last layer"), *entry = need (nodes, "text box", "λW, last layer");
  g_autofree char *before = get_content (fixture, entry);
  g_autoptr (GVariant) answer = NULL;

  g_assert_cmpstr (before, ==, "5×10⁻³");
  g_assert_true (g_str_has_prefix (slider->description, "5×10⁻³. "));
  answer = ask (fixture, slider->bus, slider->path, "org.freedesktop.DBus.Properties", "Set",
                g_variant_new ("(ssv)", "org.a11y.atspi.Value", "CurrentValue", g_variant_new_double (-2)));
  g_assert_nonnull (answer);
  for (gint64 begun = g_get_monotonic_time ();;)
    {
      g_autofree char *after = get_content (fixture, entry), *said = get_text (fixture, slider, "Description");

      if (g_str_equal (after, "0.01") && g_str_has_prefix (said, "0.01. "))
        return;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("the entry says “%s”, the slider “%s”", after, said);
      g_usleep (PAUSE);
    }
}

/* What has the keyboard: its role and name; NULL if nothing has. */
static char *
get_focus (Fixture *fixture)
{
  g_autoptr (GPtrArray) nodes = look (fixture);
  char *focus = NULL;

  for (guint i = 0; i < nodes->len; i++)
    {
      const Node *node = nodes->pdata[i];

      if (is_in (node, STATE_FOCUSED) && !g_str_equal (node->role, "window"))
        {
          g_free (focus);
          focus = g_strdup_printf ("%s %s", node->role, node->name);
        }
    }
  return focus;
}

/* Presses Tab; where that leads. It leads somewhere. */
static char *
go_on (Fixture *fixture, const char *from)
{
  gint64 begun = g_get_monotonic_time ();

  press ("Tab");
  for (;;)
    {
      char *focus = get_focus (fixture);

      if (focus != NULL && g_strcmp0 (focus, from) != 0)
        return focus;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("Tab does not lead away from %s", from);
      g_free (focus);
      g_usleep (PAUSE);
    }
}

static const char *
find_missing (GHashTable *seen, const char *const *places)
{
  for (guint i = 0; places[i] != NULL; i++)
    if (!g_hash_table_contains (seen, places[i]))
      return places[i];
  return NULL;
}

/* Tab goes everywhere and comes round again. A message that comes and goes may take the
 * keyboard once: then another round shows that it goes everywhere. */
static void
test_tab (Fixture *fixture, gconstpointer data)
{
  static const char *const places[]
    = { "button Sidebar",  "button Play",            "image Class means",     "button Run", "image Metrics over time",
        "slider Timeline", "image Angles between class means", "slider λW, last layer", "slider β, stay near H₀",
        "switch Bias",     "button Pin",             "switch Trails",         NULL };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *before = NULL;
  guint n_rounds = 0;

  press ("space"); /* so that what comes up by itself does not take the keyboard */
  for (guint n = 0; n < MOST_TABS && (n_rounds < 2 || find_missing (seen, places) != NULL); n++)
    {
      char *focus = go_on (fixture, before);

      g_test_message ("%s", focus);
      g_free (before);
      before = focus;
      n_rounds += g_str_equal (focus, places[0]);
      g_hash_table_add (seen, g_strdup (focus));
    }
  g_assert_cmpuint (n_rounds, >=, 2);
  if (find_missing (seen, places) != NULL)
    g_error ("Tab does not go to %s", find_missing (seen, places));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!has_bus ())
    {
      g_print ("1..0 # SKIP no display, xdotool or accessibility bus\n");
      return 0;
    }
  g_test_add ("/accessibility/slider", Fixture, NULL, set_up, test_slider, tear_down);
  g_test_add ("/accessibility/tab", Fixture, NULL, set_up, test_tab, tear_down);
  return g_test_run ();
}
