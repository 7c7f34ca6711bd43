/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "class-list.h"

#include "form-rows.h"

#define MAX_HEIGHT 240 /* px: more is scrolled */

/* --- one class --- */

#define TF_TYPE_CLASS_ITEM (tf_class_item_get_type ())
G_DECLARE_FINAL_TYPE (TfClassItem, tf_class_item, TF, CLASS_ITEM, GObject)

struct _TfClassItem
{
  GObject parent_instance;

  char    *name;
  gsize    size; /* 0: not known */
  gboolean kept;
};

G_DEFINE_FINAL_TYPE (TfClassItem, tf_class_item, G_TYPE_OBJECT)

static void
tf_class_item_finalize (GObject *object)
{
  g_free (TF_CLASS_ITEM (object)->name);
  G_OBJECT_CLASS (tf_class_item_parent_class)->finalize (object);
}

static void
tf_class_item_class_init (TfClassItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tf_class_item_finalize;
}

static void
tf_class_item_init (TfClassItem *self)
{
}

/* "setosa · 50 samples" */
static char *
describe (const TfClassItem *item)
{
  if (item->size == 0)
    return g_strdup_printf ("%s · left out now", item->name);
  return g_strdup_printf ("%s · %" G_GSIZE_FORMAT " sample%s", item->name, item->size, item->size > 1 ? "s" : "");
}

/* --- the list --- */

struct _TfClassList
{
  GtkBox parent_instance;

  GListStore *items; /* of TfClassItem */
  GtkLabel   *summary;
};

G_DEFINE_FINAL_TYPE (TfClassList, tf_class_list, GTK_TYPE_BOX)

static void
show_summary (TfClassList *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), n_kept = 0;
  gsize n_samples = 0;
  gboolean known = TRUE;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint k = 0; k < n; k++)
    {
      g_autoptr (TfClassItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), k);

      n_kept += item->kept;
      n_samples += item->kept ? item->size : 0;
      known &= !item->kept || item->size > 0;
    }
  g_string_printf (text, "%u of %u classes", n_kept, n);
  if (known)
    g_string_append_printf (text, ", %" G_GSIZE_FORMAT " samples", n_samples);
  if (n_kept < 2)
    g_string_append (text, ": two classes or more are needed");
  gtk_label_set_text (self->summary, text->str);
}

static void
toggled_cb (GtkCheckButton *check, GtkListItem *row)
{
  TfClassItem *item = gtk_list_item_get_item (row);
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (check), TF_TYPE_CLASS_LIST);

  if (item == NULL || list == NULL || item->kept == gtk_check_button_get_active (check))
    return;
  item->kept = !item->kept;
  show_summary (TF_CLASS_LIST (list));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_list_item_set_activatable (row, FALSE);
  gtk_list_item_set_child (row, check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), row, 0);
}

/* The label before the check: what is toggled by that is as the item has it. */
static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  TfClassItem *item = gtk_list_item_get_item (row);
  GtkCheckButton *check = GTK_CHECK_BUTTON (gtk_list_item_get_child (row));
  g_autofree char *text = describe (item);

  gtk_check_button_set_label (check, text);
  gtk_check_button_set_active (check, item->kept);
}

static void
add (TfClassList *self, const char *name, gsize size)
{
  g_autoptr (TfClassItem) item = g_object_new (TF_TYPE_CLASS_ITEM, NULL);

  item->name = g_strdup (name);
  item->size = size;
  item->kept = size > 0;
  g_list_store_append (self->items, item);
}

static void
tf_class_list_dispose (GObject *object)
{
  g_clear_object (&TF_CLASS_LIST (object)->items);
  G_OBJECT_CLASS (tf_class_list_parent_class)->dispose (object);
}

static void
tf_class_list_class_init (TfClassListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_class_list_dispose;
}

static GtkWidget *
make_view (TfClassList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  return tf_form_make_list (G_LIST_MODEL (self->items), factory, "Classes to keep", MAX_HEIGHT);
}

static void
tf_class_list_init (TfClassList *self)
{
  self->items = g_list_store_new (TF_TYPE_CLASS_ITEM);
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->summary, 0);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_box_append (GTK_BOX (self), make_view (self));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->summary));
}

/* public */

GtkWidget *
tf_class_list_new (void)
{
  return g_object_new (TF_TYPE_CLASS_LIST, NULL);
}

void
tf_class_list_fill (TfClassList *self, guint n, char *const *names, const gsize *sizes, const char *const *left)
{
  g_return_if_fail (TF_IS_CLASS_LIST (self));
  for (guint k = 0; k < n; k++)
    add (self, names[k], sizes[k]);
  for (gsize i = 0; left != NULL && left[i] != NULL; i++)
    add (self, left[i], 0);
  show_summary (self);
}

char **
tf_class_list_get_left_out (TfClassList *self)
{
  GStrvBuilder *names = g_strv_builder_new ();
  char **left;

  for (guint k = 0; k < g_list_model_get_n_items (G_LIST_MODEL (self->items)); k++)
    {
      g_autoptr (TfClassItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), k);

      if (!item->kept)
        g_strv_builder_add (names, item->name);
    }
  left = g_strv_builder_end (names);
  g_strv_builder_unref (names);
  return left;
}
