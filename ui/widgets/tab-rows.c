/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tab-rows.h"

#define GAP 3 /* px, between tabs and between rows */
#define MOST 32 /* tabs */

struct _TfTabRows
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TfTabRows, tf_tab_rows, GTK_TYPE_WIDGET)

typedef struct
{
  guint      n;
  int        height; /* of a row, px */
  GtkWidget *tabs[MOST];
  int        widths[MOST]; /* natural, px */
} Tabs;

static void
list_tabs (GtkWidget *widget, Tabs *tabs)
{
  tabs->n = 0;
  tabs->height = 0;
  for (GtkWidget *tab = gtk_widget_get_first_child (widget); tab != NULL && tabs->n < MOST; tab = gtk_widget_get_next_sibling (tab))
    {
      int height;

      if (!gtk_widget_should_layout (tab))
        continue;
      gtk_widget_measure (tab, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &tabs->widths[tabs->n], NULL, NULL);
      gtk_widget_measure (tab, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
      tabs->height = MAX (tabs->height, height);
      tabs->tabs[tabs->n++] = tab;
    }
}

/* How many from the i-th on stand in a row of that width: one at least. */
static guint
count_in_row (const Tabs *tabs, guint i, int width, int *used)
{
  guint n = 1;

  for (*used = tabs->widths[i]; i + n < tabs->n && *used + GAP + tabs->widths[i + n] <= width; n++)
    *used += GAP + tabs->widths[i + n];
  return n;
}

static guint
count_rows (const Tabs *tabs, int width)
{
  guint rows = 0;
  int used;

  for (guint i = 0; i < tabs->n; rows++)
    i += count_in_row (tabs, i, width, &used);
  return rows;
}

/* The least width that needs no more rows: the evenest. */
static int
find_even_width (const Tabs *tabs, int width)
{
  guint rows = count_rows (tabs, width);
  int low = 0, high = width;

  while (high - low > 1)
    {
      int middle = (low + high) / 2;

      if (count_rows (tabs, middle) <= rows)
        high = middle;
      else
        low = middle;
    }
  return high;
}

static GtkSizeRequestMode
tf_tab_rows_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tf_tab_rows_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  Tabs tabs;
  int rows;

  list_tabs (widget, &tabs);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      rows = (int) count_rows (&tabs, for_size < 0 ? G_MAXINT : for_size);
      *minimum = *natural = rows * tabs.height + MAX (rows - 1, 0) * GAP;
      return;
    }
  *minimum = *natural = 0;
  for (guint i = 0; i < tabs.n; i++)
    {
      *minimum = MAX (*minimum, tabs.widths[i]);
      *natural += tabs.widths[i] + (i > 0 ? GAP : 0);
    }
}

/* Each as wide as it would be, and its share of what is left. */
static void
allocate_row (const Tabs *tabs, guint first, guint n, int y, int width, int used, gboolean from_right)
{
  int spare = MAX (width - used, 0), x = 0;

  for (guint i = 0; i < n; i++)
    {
      int given = spare / (int) (n - i), own = MIN (tabs->widths[first + i], width) + given;

      spare -= given;
      gtk_widget_size_allocate (tabs->tabs[first + i],
                                &(GtkAllocation){ from_right ? width - x - own : x, y, own, tabs->height }, -1);
      x += own + GAP;
    }
}

static void
tf_tab_rows_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gboolean from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int even, used, y = 0;
  Tabs tabs;
  guint n;

  list_tabs (widget, &tabs);
  even = find_even_width (&tabs, width);
  for (guint i = 0; i < tabs.n; i += n)
    {
      n = count_in_row (&tabs, i, even, &used);
      allocate_row (&tabs, i, n, y, width, used, from_right);
      y += tabs.height + GAP;
    }
}

static void
tf_tab_rows_dispose (GObject *object)
{
  GtkWidget *tab;

  while ((tab = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (tab);
  G_OBJECT_CLASS (tf_tab_rows_parent_class)->dispose (object);
}

static void
tf_tab_rows_class_init (TfTabRowsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_tab_rows_dispose;
  widget_class->get_request_mode = tf_tab_rows_get_request_mode;
  widget_class->measure = tf_tab_rows_measure;
  widget_class->size_allocate = tf_tab_rows_size_allocate;
}

static void
tf_tab_rows_init (TfTabRows *self)
{
}

GtkWidget *
tf_tab_rows_new (void)
{
  return g_object_new (TF_TYPE_TAB_ROWS, NULL);
}

void
tf_tab_rows_append (TfTabRows *self, GtkWidget *tab)
{
  g_return_if_fail (TF_IS_TAB_ROWS (self));
  gtk_widget_set_parent (tab, GTK_WIDGET (self));
}
