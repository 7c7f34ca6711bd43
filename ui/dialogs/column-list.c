/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "column-list.h"

#include "form-rows.h"

#define MAX_HEIGHT 300 /* px: more is scrolled */
#define N_ROLES    4

static const char *const role_names[N_ROLES] = { "Feature", "Labels", "Last Layer", "Left Out" };

/* --- one column --- */

#define TF_TYPE_COLUMN_ITEM (tf_column_item_get_type ())
G_DECLARE_FINAL_TYPE (TfColumnItem, tf_column_item, TF, COLUMN_ITEM, GObject)

struct _TfColumnItem
{
  GObject parent_instance;

  const TfListed *listed; /* the list's */
  TfListedRole    role;
};

G_DEFINE_FINAL_TYPE (TfColumnItem, tf_column_item, G_TYPE_OBJECT)

static void
tf_column_item_class_init (TfColumnItemClass *klass)
{
  g_signal_new ("changed", TF_TYPE_COLUMN_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tf_column_item_init (TfColumnItem *self)
{
}

static void
set_role (TfColumnItem *item, TfListedRole role)
{
  item->role = role;
  g_signal_emit_by_name (item, "changed");
}

/* "words, 3 different; first: setosa" or, of an array, its shape */
static char *
describe (const TfListed *listed)
{
  g_autoptr (GString) text = g_string_new (listed->kind);

  if (listed->is_array)
    return g_strdup (listed->first);
  if (listed->n_different > 0)
    g_string_append_printf (text, ", %u different", listed->n_different);
  if (listed->first != NULL && *listed->first != '\0')
    g_string_append_printf (text, "; first: %s", listed->first);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- the list --- */

struct _TfColumnList
{
  GtkBox parent_instance;

  GPtrArray  *listing; /* of TfListed */
  GListStore *items;   /* of TfColumnItem */
  GtkLabel   *summary;
  gboolean    with_labels;
};

G_DEFINE_FINAL_TYPE (TfColumnList, tf_column_list, GTK_TYPE_BOX)

static TfColumnItem *
get_item (TfColumnList *self, guint i)
{
  g_autoptr (TfColumnItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

  return item; /* the store's */
}

/* How many have the role; *last: the last of them, or NULL. */
static guint
count (TfColumnList *self, TfListedRole role, TfColumnItem **last)
{
  guint n = 0;

  *last = NULL;
  for (guint i = 0; i < self->listing->len; i++)
    if (get_item (self, i)->role == role)
      {
        *last = get_item (self, i);
        n++;
      }
  return n;
}

/* "4 features, labels from 'species'" */
static void
show_summary (TfColumnList *self)
{
  TfColumnItem *features, *labels;
  guint n = count (self, TF_LISTED_FEATURES, &features), n_labels = count (self, TF_LISTED_LABELS, &labels);
  g_autoptr (GString) text = g_string_new (NULL);

  if (n == 0)
    g_string_append (text, "No features yet");
  else if (features->listed->is_array)
    g_string_append_printf (text, "Features from '%s'", features->listed->name);
  else
    g_string_append_printf (text, "%u feature%s", n, n > 1 ? "s" : "");
  if (!self->with_labels)
    g_string_append (text, ", labels from another file");
  else if (n_labels > 0)
    g_string_append_printf (text, ", labels from '%s'", labels->listed->name);
  else
    g_string_append (text, ", no labels yet: say what holds them");
  gtk_label_set_text (self->summary, text->str);
}

/* Labels have one place; so have the features, where they are an array. */
static void
choose (TfColumnList *self, TfColumnItem *item, TfListedRole role)
{
  gboolean single = role == TF_LISTED_LABELS || (role == TF_LISTED_FEATURES && item->listed->is_array);

  for (guint i = 0; single && i < self->listing->len; i++)
    if (get_item (self, i)->role == role)
      set_role (get_item (self, i), TF_LISTED_LEFT_OUT);
  set_role (item, role);
  show_summary (self);
  g_signal_emit_by_name (self, "changed");
}

static void
toggled_cb (GtkToggleButton *button, GtkListItem *row)
{
  TfColumnItem *item = gtk_list_item_get_item (row);
  GtkWidget *list = gtk_widget_get_ancestor (GTK_WIDGET (button), TF_TYPE_COLUMN_LIST);
  TfListedRole role = (TfListedRole) GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "role"));

  if (item != NULL && list != NULL && gtk_toggle_button_get_active (button) && item->role != role)
    choose (TF_COLUMN_LIST (list), item, role);
}

static GtkWidget *
make_roles (GtkListItem *row, GtkWidget **buttons)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  for (guint i = 0; i < N_ROLES; i++)
    {
      buttons[i] = gtk_toggle_button_new_with_label (role_names[i]);
      g_object_set_data (G_OBJECT (buttons[i]), "role", GUINT_TO_POINTER (i));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (buttons[i]), GTK_TOGGLE_BUTTON (buttons[0]));
      g_signal_connect_object (buttons[i], "toggled", G_CALLBACK (toggled_cb), row, 0);
      gtk_box_append (GTK_BOX (box), buttons[i]);
    }
  return box;
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, css_class);
    }
  return label;
}

/* What a row is made of. */
typedef struct
{
  GtkWidget *name, *details, *buttons[N_ROLES];
} Parts;

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  Parts *parts = g_new0 (Parts, 1);

  parts->name = make_label (NULL);
  parts->details = make_label ("caption");
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 4);
  gtk_widget_set_margin_bottom (box, 4);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), parts->name);
  gtk_box_append (GTK_BOX (texts), parts->details);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), make_roles (row, parts->buttons));
  g_object_set_data_full (G_OBJECT (row), "parts", parts, g_free);
  gtk_list_item_set_activatable (row, FALSE);
  gtk_list_item_set_child (row, box);
}

static void
show_role (TfColumnItem *item, GtkListItem *row)
{
  Parts *parts = g_object_get_data (G_OBJECT (row), "parts");

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (parts->buttons[item->role]), TRUE);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *row, TfColumnList *self)
{
  TfColumnItem *item = gtk_list_item_get_item (row);
  Parts *parts = g_object_get_data (G_OBJECT (row), "parts");
  g_autofree char *details = describe (item->listed);

  gtk_label_set_text (GTK_LABEL (parts->name), item->listed->name);
  gtk_label_set_text (GTK_LABEL (parts->details), details);
  gtk_widget_set_visible (parts->buttons[TF_LISTED_LABELS], self->with_labels);
  gtk_widget_set_visible (parts->buttons[TF_LISTED_LAYER], item->listed->may_be_layer);
  for (guint i = 0; i < N_ROLES; i++)
    {
      g_autofree char *spoken = g_strdup_printf ("%s: %s", item->listed->name, role_names[i]);

      gtk_accessible_update_property (GTK_ACCESSIBLE (parts->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
    }
  show_role (item, row);
  g_signal_connect (item, "changed", G_CALLBACK (show_role), row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *row)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (row), show_role, row);
}

static void
tf_column_list_dispose (GObject *object)
{
  TfColumnList *self = TF_COLUMN_LIST (object);

  G_OBJECT_CLASS (tf_column_list_parent_class)->dispose (object);
  g_clear_object (&self->items);
  g_clear_pointer (&self->listing, g_ptr_array_unref);
}

static void
tf_column_list_class_init (TfColumnListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tf_column_list_dispose;
  g_signal_new ("changed", TF_TYPE_COLUMN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_view (TfColumnList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  return tf_form_make_list (G_LIST_MODEL (self->items), factory, "What each column or array is for", MAX_HEIGHT);
}

static void
tf_column_list_init (TfColumnList *self)
{
  self->items = g_list_store_new (TF_TYPE_COLUMN_ITEM);
  self->summary = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->summary, 0);
  gtk_label_set_wrap (self->summary, TRUE);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

/* --- what was chosen --- */

/* Whether nothing but features of before was left out: the reader chooses the rest again. */
static gboolean
only_leaves_out (TfColumnList *self)
{
  for (guint i = 0; i < self->listing->len; i++)
    {
      const TfColumnItem *item = get_item (self, i);
      gboolean left = item->listed->role == TF_LISTED_FEATURES && item->role == TF_LISTED_LEFT_OUT;

      if (item->role != item->listed->role && !left)
        return FALSE;
    }
  return TRUE;
}

/* The keys of what has a role; changed: only of what had another. */
static void
add_keys (TfColumnList *self, TfListedRole role, gboolean changed, GStrvBuilder *keys)
{
  for (guint i = 0; i < self->listing->len; i++)
    {
      const TfColumnItem *item = get_item (self, i);

      if (item->role == role && !(changed && item->listed->role == role))
        g_strv_builder_add (keys, item->listed->key);
    }
}

static char **
end_keys (GStrvBuilder *keys)
{
  char **all = g_strv_builder_end (keys);

  g_strv_builder_unref (keys);
  if (all[0] == NULL)
    g_clear_pointer (&all, g_strfreev);
  return all;
}

static void
choose_columns (TfColumnList *self, const TfFeaturesOptions *before, gboolean asked, TfColumnChoice *choice)
{
  GStrvBuilder *keys = g_strv_builder_new ();

  if (asked || !only_leaves_out (self))
    {
      add_keys (self, TF_LISTED_FEATURES, FALSE, keys);
      choice->features_columns = end_keys (keys);
      return;
    }
  choice->features_key = g_strdup (before->features_key);
  choice->features_columns = g_strdupv ((char **) before->features_columns);
  if (before->leave_out != NULL)
    g_strv_builder_addv (keys, (const char **) before->leave_out);
  add_keys (self, TF_LISTED_LEFT_OUT, TRUE, keys);
  choice->leave_out = end_keys (keys);
}

/* Of arrays only the last layer's are left out by name. */
static void
choose_arrays (TfColumnList *self, const TfFeaturesOptions *before, TfColumnChoice *choice)
{
  GStrvBuilder *keys = g_strv_builder_new ();
  TfColumnItem *features;

  if (count (self, TF_LISTED_FEATURES, &features) > 0)
    choice->features_key = g_strdup (features->listed->key);
  choice->features_columns = g_strdupv ((char **) before->features_columns);
  for (guint i = 0; i < self->listing->len; i++)
    if (get_item (self, i)->listed->may_be_layer && get_item (self, i)->role == TF_LISTED_LEFT_OUT)
      g_strv_builder_add (keys, get_item (self, i)->listed->key);
  choice->leave_out = end_keys (keys);
}

/* public */

GtkWidget *
tf_column_list_new (GPtrArray *listing, gboolean with_labels)
{
  TfColumnList *self = g_object_new (TF_TYPE_COLUMN_LIST, NULL);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  self->listing = g_ptr_array_ref (listing);
  self->with_labels = with_labels;
  for (guint i = 0; i < listing->len; i++)
    {
      TfColumnItem *item = g_object_new (TF_TYPE_COLUMN_ITEM, NULL);

      item->listed = listing->pdata[i];
      item->role = item->listed->role;
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, 0, 0, items->pdata, items->len);
  gtk_box_append (GTK_BOX (self), make_view (self));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->summary));
  show_summary (self);
  return GTK_WIDGET (self);
}

gboolean
tf_column_list_is_complete (TfColumnList *self)
{
  TfColumnItem *last;

  return count (self, TF_LISTED_FEATURES, &last) > 0 && (!self->with_labels || count (self, TF_LISTED_LABELS, &last) > 0);
}

void
tf_column_list_get_choice (TfColumnList *self, const TfFeaturesOptions *before, gboolean asked, TfColumnChoice *choice)
{
  TfColumnItem *labels;
  gboolean here = count (self, TF_LISTED_LABELS, &labels) > 0;

  *choice = (TfColumnChoice){ .labels_key = g_strdup (here ? labels->listed->key : before->labels_key) };
  if (get_item (self, 0)->listed->is_array)
    choose_arrays (self, before, choice);
  else
    choose_columns (self, before, asked, choice);
}

void
tf_column_choice_clear (TfColumnChoice *choice)
{
  g_clear_pointer (&choice->features_key, g_free);
  g_clear_pointer (&choice->labels_key, g_free);
  g_clear_pointer (&choice->features_columns, g_strfreev);
  g_clear_pointer (&choice->leave_out, g_strfreev);
}
