/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "theory-layout.h"

#include "plot-widget.h"

#define WORDS_SHARE 0.36 /* of the height, at most */

/* Of a plot where there is another, in ems of its text. */
#define LEAST_PLOT 11   /* height */
#define LOW_PLOT 18     /* height below which it stands beside the other, */
#define BESIDE_PLOT 30  /* where each has this width */

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

typedef struct
{
  guint n_columns, n_shown;
  int   width, height; /* of each */
} Grid;

/* n plots in that room: one above the other, or where they would be low and there is the width, one beside the
 * other, or where there is not, only the first. */
static Grid
arrange (GtkWidget *widget, guint n, int width, int height)
{
  TfPlotStyle style;
  double em;

  n = MAX (n, 1);
  tf_plot_widget_get_style (widget, &style);
  em = style.text_size;
  if (n > 1 && height < n * LOW_PLOT * em && width >= n * BESIDE_PLOT * em)
    return (Grid){ n, n, width / n, MAX (height, 1) };
  if (n > 1 && height < n * LEAST_PLOT * em)
    return (Grid){ 1, 1, width, MAX (height, 1) };
  return (Grid){ 1, n, width, MAX (height / (int) n, 1) };
}

static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
  int free = height, y = 0;
  guint n = 0, i = 0;
  Grid grid;

  for (GtkWidget *child = get_next (widget, NULL); child != NULL; child = get_next (widget, child))
    {
      n += expands (child);
      free -= expands (child) ? 0 : get_height (widget, child, width, height);
    }
  grid = arrange (widget, n, width, free);
  for (GtkWidget *child = get_next (widget, NULL); child != NULL; child = get_next (widget, child))
    {
      gboolean is_plot = expands (child);
      int own = is_plot ? grid.height : get_height (widget, child, width, height);
      guint column = is_plot ? i % grid.n_columns : 0;

      gtk_widget_set_child_visible (child, !is_plot || i < grid.n_shown);
      if (is_plot && i++ >= grid.n_shown)
        continue;
      gtk_widget_size_allocate (child, &(GtkAllocation){ column * grid.width, y, is_plot ? grid.width : width, own }, -1);
      y += is_plot && column + 1 < grid.n_columns ? 0 : own;
    }
}

GtkLayoutManager *
tf_theory_layout_new (void)
{
  return gtk_custom_layout_new (get_mode, measure, allocate);
}
