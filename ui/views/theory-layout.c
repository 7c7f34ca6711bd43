/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-layout.h"

#include "plot-widget.h"

#define WORDS_SHARE 0.36 /* of the height, at most */
#define LEAST_PLOT 11    /* height of a plot where there is another, in ems of its text */

static GtkWidget *
get_next (GtkWidget *widget, GtkWidget *child)
{
  do
    child = child == NULL ? gtk_widget_get_first_child (widget) : gtk_widget_get_next_sibling (child);
  while (child != NULL && !gtk_widget_should_layout (child));
  return child;
}

static gboolean
expands (GtkWidget *child)
{
  return gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL);
}

static GtkSizeRequestMode
get_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = get_next (widget, NULL); child != NULL; child = get_next (widget, child))
    {
      int least, wanted;

      gtk_widget_measure (child, orientation, for_size, &least, &wanted, NULL, NULL);
      *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (*minimum, least) : *minimum + least;
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (*natural, wanted) : *natural + wanted;
    }
}

/* What is inside of what scrolls: that asks for a height without knowing the width. */
static GtkWidget *
get_inner (GtkWidget *child)
{
  if (GTK_IS_SCROLLED_WINDOW (child))
    child = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (child));
  return GTK_IS_VIEWPORT (child) ? gtk_viewport_get_child (GTK_VIEWPORT (child)) : child;
}

/* Of a child that does not expand. */
static int
get_height (GtkWidget *widget, GtkWidget *child, int width, int height)
{
  int least, wanted;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  gtk_widget_measure (get_inner (child), GTK_ORIENTATION_VERTICAL, width, NULL, &wanted, NULL, NULL);
  if (get_next (widget, child) != NULL || child == get_next (widget, NULL))
    return wanted;
  return CLAMP ((int) (height * WORDS_SHARE), least, MAX (wanted, least));
}

/* Of n plots, that each have that height: how many there are in fact. */
static int
count_shown (GtkWidget *widget, int n, int each)
{
  TfPlotStyle style;

  tf_plot_widget_get_style (widget, &style);
  return each < LEAST_PLOT * style.text_size ? MIN (n, 1) : n;
}

static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
  int free = height, n = 0, y = 0, shown, each;

  for (GtkWidget *child = get_next (widget, NULL); child != NULL; child = get_next (widget, child))
    {
      n += expands (child);
      free -= expands (child) ? 0 : get_height (widget, child, width, height);
    }
  shown = count_shown (widget, n, free / MAX (n, 1));
  each = MAX (free / MAX (shown, 1), 1);
  for (GtkWidget *child = get_next (widget, NULL); child != NULL; child = get_next (widget, child))
    {
      int own = expands (child) ? each : get_height (widget, child, width, height);
      gboolean is_out = expands (child) && shown-- <= 0;

      gtk_widget_set_child_visible (child, !is_out);
      if (is_out)
        continue;
      gtk_widget_size_allocate (child, &(GtkAllocation){ 0, y, width, own }, -1);
      y += own;
    }
}

GtkLayoutManager *
tf_theory_layout_new (void)
{
  return gtk_custom_layout_new (get_mode, measure, allocate);
}
