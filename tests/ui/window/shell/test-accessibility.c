/* test-accessibility.c: names and values of the window over the accessibility bus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "accessibility-kit.h"

#define RESTART "r"

/* Bits of GetState: AtspiStateType. */
#define STATE_FOCUSABLE 11

/* It is there, and says more than a word or two of itself. */
static gboolean
describes_itself (GPtrArray *nodes, const char *role, const char *name)
{
  const Node *node = find (nodes, role, name);

  return node != NULL && strlen (node->description) > 10;
}

/* Waits for a page's button and its plot; all that is there then. */
static GPtrArray *
wait_for_page (Fixture *fixture, const char *page, const char *plot)
{
  gint64 begun = g_get_monotonic_time ();

  for (;;)
    {
      g_autoptr (GPtrArray) nodes = look (fixture);

      if (describes_itself (nodes, "button", page) && describes_itself (nodes, "image", plot))
        return g_steal_pointer (&nodes);
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("there is no button “%s” and no plot “%s” that describe themselves", page, plot);
      g_usleep (PAUSE);
    }
}

/* The keys make the description another one. */
static void
assert_changes (Fixture *fixture, const Node *node, const char *keys, const char *what)
{
  g_autofree char *before = get_text (fixture, node, "Description");
  gint64 begun = g_get_monotonic_time ();

  press (keys);
  for (;;)
    {
      g_autofree char *now = get_text (fixture, node, "Description");

      if (!g_str_equal (now, before))
        return;
      if (g_get_monotonic_time () - begun > DEADLINE)
        g_error ("%s goes on saying “%s”", what, now);
      g_usleep (PAUSE);
    }
}

/* --- tests --- */

/* Something a hand or a key may act on, or a plot. GTK names neither the arrow
 * inside a drop-down, which has the drop-down's name, nor the rows of its lists. */
static gboolean
wants_name (const Node *node)
{
  static const char *const roles[]
    = { "button", "push button", "toggle button", "slider", "spin button", "combo box", "switch", "text box", "entry",
        "check box", "radio button", "image", NULL };

  return g_strv_contains (roles, node->role) && is_in (node, STATE_FOCUSABLE) && !g_str_equal (node->parent, "combo box");
}

static void
check_names (GPtrArray *nodes, const char *page)
{
  guint n = 0;

  for (guint i = 0; i < nodes->len; i++)
    {
      const Node *node = nodes->pdata[i];

      if (!wants_name (node))
        continue;
      n++;
      /* The button of a sentence that comes up has a name when it does. */
      if (g_str_equal (node->parent, "alert"))
        continue;
      if (*node->name == '\0' || g_str_has_prefix (node->name, "Gtk") || g_str_has_prefix (node->name, "Tf")
          || g_str_has_prefix (node->name, "Adw") || *node->name == '_')
        g_error ("page %s: %s %s has the name “%s”, description “%s”", page, node->role, node->path, node->name,
                 node->description);
      if (g_str_equal (node->role, "slider") && *node->description == '\0')
        g_error ("page %s: the slider “%s” has no value", page, node->name);
    }
  g_test_message ("page %s: %u controls and plots", page, n);
  g_assert_cmpuint (n, >, 40);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const pages[] = { "Run", "Limit", "Monotone", "Vicinity", "Depth", "Response" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autofree char *keys = g_strdup_printf ("ctrl+%u", i + 1);
      g_autoptr (GPtrArray) nodes = NULL;

      press (keys);
      nodes = wait_for_page (fixture, pages[i], i == 0 ? "Metrics over time" : pages[i]);
      check_names (nodes, pages[i]);
    }
}

/* The plots say what they show; a run that starts again, as this one may have come to its end, shows something else. */
static void
test_plots (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) nodes = look (fixture);

  assert_changes (fixture, need (nodes, "image", "Class means"), RESTART, "the plot of class means");
  assert_changes (fixture, need (nodes, "image", "Metrics over time"), RESTART, "the plot of metrics");
  assert_changes (fixture, need (nodes, "image", "Angles between class means"), RESTART, "the plot of angles");
  assert_changes (fixture, need (nodes, "slider", "Timeline"), RESTART, "the timeline");
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
  g_test_add ("/accessibility/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/accessibility/plots", Fixture, NULL, set_up, test_plots, tear_down);
  return g_test_run ();
}
