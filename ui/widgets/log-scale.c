/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-scale.h"

#include <math.h>

#include "log-ticks.h"
#include "number-format.h"
#include "typed-number.h"

/* What was typed is what stays in the entry, within reason. */
#define SHOWN_DIGITS 6

struct _TfLogScale
{
  AdwPreferencesRow parent_instance;

  double   value;
  double   lower, upper; /* decades: exponents of ten */
  gboolean has_zero;
  char    *symbol; /* Pango markup */

  GtkLabel      *symbol_label;
  GtkLabel      *title_label;
  GtkEntry      *entry;
  GtkLabel      *fault; /* why what was typed is not taken; hidden without one */
  GtkRange      *scale;
  GtkAdjustment *adjustment; /* in decades; its lower end is 0 itself, with has_zero */
  GtkWidget     *ticks;
  char          *shown; /* the text last put into the entry */
};

G_DEFINE_FINAL_TYPE (TfLogScale, tf_log_scale, ADW_TYPE_PREFERENCES_ROW)

enum
{
  PROP_SYMBOL = 1,
  PROP_LOWER,
  PROP_UPPER,
  PROP_HAS_ZERO,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint changed_signal;

static double
position_of (TfLogScale *self, double value)
{
  double bottom = gtk_adjustment_get_lower (self->adjustment);

  return value > 0 ? CLAMP (log10 (value), self->lower, self->upper) : bottom;
}

/* Two digits are as fine as a hand is on a slider, and read well. */
static double
value_at (TfLogScale *self, double position)
{
  double unit;

  if (self->has_zero && position < self->lower - TF_LOG_TICKS_ZERO_GAP / 2)
    return 0;
  position = CLAMP (position, self->lower, self->upper);
  unit = pow (10, 1 - floor (position + 1e-9));
  return round (pow (10, position) * unit) / unit;
}

static gboolean
is_allowed (TfLogScale *self, double value)
{
  return value > 0 || (self->has_zero && value == 0);
}

/* What a screen reader says of the row's parts: the slider's own value is a
 * position, log₁₀ of the row's. */
static void
describe (TfLogScale *self)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  const char *symbol = gtk_label_get_text (self->symbol_label);
  const char *meaning = gtk_widget_get_tooltip_text (GTK_WIDGET (self));
  g_autofree char *name = *symbol != '\0' ? g_strdup_printf ("%s, %s", symbol, title) : g_strdup (title);
  g_autofree char *description = g_strdup_printf ("%s. %s", self->shown, meaning != NULL ? meaning : "");
  GtkAccessible *parts[] = { GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE (self->entry) };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_accessible_update_property (parts[i], GTK_ACCESSIBLE_PROPERTY_LABEL, name, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    i == 0 ? description : meaning != NULL ? meaning : "", -1);
  gtk_accessible_update_property (parts[0], GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, self->shown, -1);
}

/* sentence: NULL for none. A field that turns red says why. */
static void
show_fault (TfLogScale *self, const char *sentence)
{
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_label_set_label (self->fault, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fault), sentence != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
show_value (TfLogScale *self)
{
  g_free (self->shown);
  self->shown = tf_format_number_short (self->value, SHOWN_DIGITS);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), self->shown);
  show_fault (self, NULL);
  gtk_adjustment_set_value (self->adjustment, position_of (self, self->value));
  describe (self);
}

static void
change_value (TfLogScale *self, double value)
{
  if (value == self->value)
    {
      show_value (self);
      return;
    }
  tf_log_scale_set_value (self, value);
  g_signal_emit (self, changed_signal, 0);
}

static void
configure (TfLogScale *self)
{
  double bottom = self->has_zero ? self->lower - TF_LOG_TICKS_ZERO_GAP : self->lower;

  gtk_adjustment_configure (self->adjustment, position_of (self, self->value), bottom, self->upper, 0.1, 1, 0);
  tf_log_ticks_set_range (TF_LOG_TICKS (self->ticks), self->lower, self->upper, self->has_zero);
  show_value (self);
}

/* callbacks */

static gboolean
slider_moved_cb (TfLogScale *self, GtkScrollType scroll, double position)
{
  double by = position - gtk_adjustment_get_value (self->adjustment);

  switch ((int) scroll) /* a library's: steps of every kind are alike */
    {
    case GTK_SCROLL_NONE:
    case GTK_SCROLL_JUMP:
    case GTK_SCROLL_START:
    case GTK_SCROLL_END:
      change_value (self, value_at (self, position));
      break;
    default:
      tf_log_scale_step (self, (by > 0 ? 1 : -1) * (fabs (by) > 0.5 ? 10 : 1));
      break;
    }
  return TRUE;
}

/* Set by something else than a hand: a reader's software sets the slider's value. */
static void
position_changed_cb (TfLogScale *self)
{
  double position = gtk_adjustment_get_value (self->adjustment);
  double own = CLAMP (position_of (self, self->value), gtk_adjustment_get_lower (self->adjustment),
                      gtk_adjustment_get_upper (self->adjustment));

  if (fabs (position - own) > 1e-9)
    change_value (self, value_at (self, position));
}

static void
commit_text (TfLogScale *self, gboolean keep_invalid)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  double value;
  gboolean number = tf_typed_number_parse (text, &value);

  if (g_strcmp0 (text, self->shown) == 0)
    return;
  if (number && is_allowed (self, value))
    change_value (self, value);
  else if (keep_invalid)
    show_fault (self, !number          ? "This is not a number; 0.005 and 5e-3 are."
                      : self->has_zero ? "The value must be 0 or more."
                                       : "The value must be more than 0.");
  else
    show_value (self);
}

static void
entry_activated_cb (TfLogScale *self)
{
  commit_text (self, TRUE);
  /* A value that was taken hands the keyboard to its slider, or the space bar would type spaces. */
  if (!gtk_widget_has_css_class (GTK_WIDGET (self->entry), "error"))
    gtk_widget_grab_focus (GTK_WIDGET (self->scale));
}

static void
entry_changed_cb (TfLogScale *self)
{
  show_fault (self, NULL);
}

static void
entry_left_cb (TfLogScale *self)
{
  commit_text (self, FALSE);
}

static gboolean
entry_key_pressed_cb (TfLogScale *self, guint keyval)
{
  if (keyval == GDK_KEY_Escape && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), self->shown) != 0)
    {
      show_value (self);
      gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down)
    {
      commit_text (self, FALSE);
      tf_log_scale_step (self, keyval == GDK_KEY_Up ? 1 : -1);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* The row's title and tooltip are those of its parts. */
static void
wording_changed_cb (TfLogScale *self)
{
  gtk_label_set_label (self->title_label, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));
  if (self->shown != NULL)
    describe (self);
}

/* A wheel turned to scroll the sidebar must not turn a parameter. */
static void
ignore_wheel (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

/* overrides */

static void
tf_log_scale_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TfLogScale *self = TF_LOG_SCALE (object);

  switch (id)
    {
    case PROP_SYMBOL:
      g_value_set_string (value, self->symbol);
      break;
    case PROP_LOWER:
      g_value_set_double (value, self->lower);
      break;
    case PROP_UPPER:
      g_value_set_double (value, self->upper);
      break;
    case PROP_HAS_ZERO:
      g_value_set_boolean (value, self->has_zero);
      break;
    case PROP_VALUE:
      g_value_set_double (value, self->value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tf_log_scale_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TfLogScale *self = TF_LOG_SCALE (object);

  switch (id)
    {
    case PROP_SYMBOL:
      g_free (self->symbol);
      self->symbol = g_value_dup_string (value);
      gtk_label_set_markup (self->symbol_label, self->symbol != NULL ? self->symbol : "");
      gtk_widget_set_visible (GTK_WIDGET (self->symbol_label), self->symbol != NULL);
      return;
    case PROP_LOWER:
      self->lower = g_value_get_double (value);
      break;
    case PROP_UPPER:
      self->upper = g_value_get_double (value);
      break;
    case PROP_HAS_ZERO:
      self->has_zero = g_value_get_boolean (value);
      break;
    case PROP_VALUE:
      tf_log_scale_set_value (self, g_value_get_double (value));
      return;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  configure (self);
}

static void
tf_log_scale_finalize (GObject *object)
{
  TfLogScale *self = TF_LOG_SCALE (object);

  g_free (self->symbol);
  g_free (self->shown);
  G_OBJECT_CLASS (tf_log_scale_parent_class)->finalize (object);
}

/* init */

static void
tf_log_scale_class_init (TfLogScaleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tf_log_scale_get_property;
  object_class->set_property = tf_log_scale_set_property;
  object_class->finalize = tf_log_scale_finalize;

  properties[PROP_SYMBOL] = g_param_spec_string ("symbol", NULL, NULL, NULL, flags);
  properties[PROP_LOWER] = g_param_spec_double ("lower", NULL, NULL, -12, 12, -5, flags);
  properties[PROP_UPPER] = g_param_spec_double ("upper", NULL, NULL, -12, 12, 1, flags);
  properties[PROP_HAS_ZERO] = g_param_spec_boolean ("has-zero", NULL, NULL, FALSE, flags);
  properties[PROP_VALUE]
      = g_param_spec_double ("value", NULL, NULL, 0, G_MAXDOUBLE, 1, flags | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  changed_signal
      = g_signal_new ("changed", TF_TYPE_LOG_SCALE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/tightframe/Tightframe/ui/log-scale.ui");
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, symbol_label);
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, title_label);
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, entry);
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, fault);
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, scale);
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, adjustment);
  gtk_widget_class_bind_template_child (widget_class, TfLogScale, ticks);
  gtk_widget_class_bind_template_callback (widget_class, slider_moved_cb);
  gtk_widget_class_bind_template_callback (widget_class, position_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_pressed_cb);
}

static void
tf_log_scale_init (TfLogScale *self)
{
  self->value = 1;
  self->lower = -5;
  self->upper = 1;
  g_type_ensure (TF_TYPE_LOG_TICKS);
  gtk_widget_init_template (GTK_WIDGET (self));
  tf_log_ticks_set_scale (TF_LOG_TICKS (self->ticks), self->scale);
  ignore_wheel (GTK_WIDGET (self->scale));
  /* Numbers are read from left to right in every language. */
  gtk_widget_set_direction (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry))), GTK_TEXT_DIR_LTR);
  g_signal_connect (self, "notify::title", G_CALLBACK (wording_changed_cb), NULL);
  g_signal_connect (self, "notify::tooltip-text", G_CALLBACK (wording_changed_cb), NULL);
  configure (self);
}

/* public */

double
tf_log_scale_get_value (TfLogScale *self)
{
  g_return_val_if_fail (TF_IS_LOG_SCALE (self), 0);
  return self->value;
}

void
tf_log_scale_set_value (TfLogScale *self, double value)
{
  gboolean differs;

  g_return_if_fail (TF_IS_LOG_SCALE (self));
  differs = value != self->value;
  self->value = value;
  show_value (self);
  if (differs)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

void
tf_log_scale_step (TfLogScale *self, int tenths)
{
  double position, next;

  g_return_if_fail (TF_IS_LOG_SCALE (self));
  if (self->value <= 0)
    {
      change_value (self, tenths > 0 ? value_at (self, self->lower) : self->value);
      return;
    }
  position = log10 (self->value);
  next = (round (position * 10) + tenths) / 10;
  if (next < self->lower - 0.01)
    change_value (self, self->has_zero && tenths < 0 ? 0 : value_at (self, self->lower));
  else
    change_value (self, value_at (self, next));
}
