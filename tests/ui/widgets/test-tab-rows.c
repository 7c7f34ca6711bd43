/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tab-rows.h"

#include "display.h"

static const char *const names[] = { "Run", "Limit", "Monotone", "Vicinity", "Depth", "Response", "Map" };

static GtkWidget *tabs[G_N_ELEMENTS (names)];

static GtkWidget *
make (void)
{
  GtkWidget *rows = g_object_ref_sink (tf_tab_rows_new ());

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      tabs[i] = gtk_toggle_button_new_with_label (names[i]);
      tf_tab_rows_append (TF_TAB_ROWS (rows), tabs[i]);
    }
  return rows;
}

static int
get_width (GtkWidget *widget)
{
  int width;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  return width;
}

static graphene_rect_t
get_place (GtkWidget *tab, GtkWidget *rows)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_compute_bounds (tab, rows, &place));
  return place;
}

static void
check_width (GtkWidget *rows, int width)
{
  gboolean from_right = gtk_widget_get_direction (rows) == GTK_TEXT_DIR_RTL;
  int height, natural;

  gtk_widget_measure (rows, GTK_ORIENTATION_VERTICAL, width, &height, &natural, NULL, NULL);
  gtk_widget_size_allocate (rows, &(GtkAllocation){ 0, 0, width, height }, -1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      graphene_rect_t place = get_place (tabs[i], rows), next;

      g_assert_cmpfloat (place.size.width, >=, get_width (tabs[i])); /* whole */
      g_assert_cmpfloat (place.origin.x, >=, 0);
      g_assert_cmpfloat (place.origin.x + place.size.width, <=, width);
      g_assert_cmpfloat (place.origin.y + place.size.height, <=, height);
      if (i + 1 == G_N_ELEMENTS (names))
        break;
      next = get_place (tabs[i + 1], rows);
      if (next.origin.y > place.origin.y) /* a new row */
        g_assert_cmpfloat (from_right ? place.origin.x : width - place.origin.x - place.size.width, <=, 0.5);
      else if (from_right)
        g_assert_cmpfloat (next.origin.x + next.size.width, <=, place.origin.x);
      else
        g_assert_cmpfloat (next.origin.x, >=, place.origin.x + place.size.width);
    }
}

static void
check_widths (GtkWidget *rows)
{
  int narrowest, widest, one, two;

  gtk_widget_measure (rows, GTK_ORIENTATION_HORIZONTAL, -1, &narrowest, &widest, NULL, NULL);
  for (int width = narrowest; width < widest + 50; width += 7)
    check_width (rows, width);
  gtk_widget_measure (rows, GTK_ORIENTATION_VERTICAL, widest, &one, NULL, NULL, NULL);
  gtk_widget_measure (rows, GTK_ORIENTATION_VERTICAL, widest - 1, &two, NULL, NULL, NULL);
  g_assert_cmpint (two, >, one);
}

static void
test_whole (void)
{
  GtkWidget *rows = make ();

  check_widths (rows);
  gtk_widget_set_direction (rows, GTK_TEXT_DIR_RTL);
  check_widths (rows);
  g_object_unref (rows);
}

/* One that is hidden takes no place. */
static void
test_hidden (void)
{
  GtkWidget *rows = make ();
  int all, fewer;

  gtk_widget_measure (rows, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &all, NULL, NULL);
  gtk_widget_set_visible (tabs[2], FALSE);
  gtk_widget_measure (rows, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &fewer, NULL, NULL);
  g_assert_cmpint (fewer, <, all - get_width (tabs[3]) / 2);
  g_object_unref (rows);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!test_has_display ())
    return 0;
  g_test_add_func ("/tab-rows/whole", test_whole);
  g_test_add_func ("/tab-rows/hidden", test_hidden);
  return g_test_run ();
}
