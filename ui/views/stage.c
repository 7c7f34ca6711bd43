/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stage.h"

#define NARROW 640 /* pixels; below, the views stand one under the other … */
#define FLAT 0.7   /* … but where the height is a smaller share of the width than this, */
#define LEAST 480  /* and the width at least this */
#define GAP 12
#define MEANS_SHARE 0.57  /* of the width, when wide */
#define TRACES_SHARE 0.54 /* of the height at the right */
#define NARROW_MEANS 0.46
#define NARROW_TRACES 0.58 /* of what is left */
#define LOW 240 /* pixels for both, with less of which neither could be read: then the traces have it all */

struct _TfStage
{
  GtkWidget parent_instance;

  GtkWidget *means;
  GtkWidget *traces;
  GtkWidget *geometry;
  GtkWidget *switcher;
  GtkWidget *theory;
  gboolean   theory_shown;
  GtkWidget *means_beside;
  GtkWidget *geometry_beside;
  gboolean   beside_shown;
  gboolean   no_means, no_traces, no_geometry; /* left out */
};

G_DEFINE_FINAL_TYPE (TfStage, tf_stage, GTK_TYPE_WIDGET)

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  if (!gtk_widget_get_visible (child))
    return;
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, MAX (width, 1), MAX (height, 1) }, -1);
}

static int
measure_switcher (TfStage *self, int width)
{
  int height = 0;

  if (self->switcher != NULL && gtk_widget_get_visible (self->switcher))
    gtk_widget_measure (self->switcher, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  return height;
}

/* Two of a kind share the place of one. */
static void
allocate_both (TfStage *self, GtkWidget *first, GtkWidget *second, gboolean over, int x, int y, int width, int height)
{
  int half = ((over ? height : width) - GAP) / 2;

  if (!self->beside_shown)
    allocate (first, x, y, width, height);
  else if (over)
    {
      allocate (first, x, y, width, half);
      allocate (second, x, y + half + GAP, width, height - half - GAP);
    }
  else
    {
      allocate (first, x, y, half, height);
      allocate (second, x + half + GAP, y, width - half - GAP, height);
    }
}

static gboolean
has_geometry (TfStage *self)
{
  return !self->theory_shown && !self->no_geometry;
}

static void
show_geometry (TfStage *self, gboolean shown)
{
  gtk_widget_set_child_visible (self->geometry, shown);
  if (self->geometry_beside != NULL)
    gtk_widget_set_child_visible (self->geometry_beside, shown && self->beside_shown);
}

/* The switcher above; below it the traces over the geometry, or the theory. */
static void
allocate_side (TfStage *self, int x, int y, int width, int height, double share)
{
  int switcher = measure_switcher (self, width), traces, gap;
  gboolean geometry;

  if (self->switcher != NULL && switcher > 0)
    {
      allocate (self->switcher, x, y, width, switcher);
      y += switcher + GAP / 2;
      height -= switcher + GAP / 2;
    }
  geometry = has_geometry (self) && (self->no_traces || height >= LOW);
  show_geometry (self, geometry);
  gap = self->no_traces || !geometry ? 0 : GAP;
  traces = self->no_traces ? 0 : !geometry ? height : (int) ((height - GAP) * share);
  if (self->theory_shown)
    allocate (self->theory, x, y, width, height);
  else
    {
      allocate (self->traces, x, y, width, traces);
      if (geometry)
        allocate_both (self, self->geometry, self->geometry_beside, FALSE, x, y + traces + gap, width, height - traces - gap);
    }
}

static gboolean
has_side (TfStage *self)
{
  return self->theory_shown || !self->no_traces || !self->no_geometry;
}

/* The means, or what else there is, in all of the place. */
static void
allocate_alone (TfStage *self, int width, int height)
{
  int switcher = measure_switcher (self, width), top = switcher > 0 ? switcher + GAP / 2 : 0;

  if (has_side (self))
    {
      allocate_side (self, 0, 0, width, height, TRACES_SHARE);
      return;
    }
  if (top > 0)
    allocate (self->switcher, 0, 0, width, switcher);
  allocate_both (self, self->means, self->means_beside, FALSE, 0, top, width, height - top);
}

static gboolean
is_narrow (int width, int height)
{
  return width < LEAST || (width < NARROW && height > FLAT * width);
}

static void
tf_stage_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TfStage *self = TF_STAGE (widget);
  int means;

  if (self->means == NULL)
    return;
  if (self->no_means || !has_side (self))
    {
      /* The switcher keeps its place: a page can always be turned to. */
      allocate_alone (self, width, height);
      return;
    }
  if (is_narrow (width, height))
    {
      means = (int) ((height - GAP) * NARROW_MEANS);
      allocate_both (self, self->means, self->means_beside, FALSE, 0, 0, width, means);
      allocate_side (self, 0, means + GAP, width, height - means - GAP, NARROW_TRACES);
      return;
    }
  means = (int) ((width - GAP) * MEANS_SHARE);
  /* One over the other where each is then still broad. */
  allocate_both (self, self->means, self->means_beside, means < 1.1 * height, 0, 0, means, height);
  allocate_side (self, means + GAP, 0, width - means - GAP, height, TRACES_SHARE);
}

/* The views scale to what they are given: what is asked for here is only what
 * keeps a window from becoming absurd. */
static void
tf_stage_measure (GtkWidget     *widget,
                  GtkOrientation orientation,
                  int            for_size,
                  int           *minimum,
                  int           *natural,
                  int           *minimum_baseline,
                  int           *natural_baseline)
{
  TfStage *self = TF_STAGE (widget);
  GtkWidget *children[] = { self->means, self->traces,       self->geometry,       self->switcher,
                            self->theory, self->means_beside, self->geometry_beside };

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 220;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : 600;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    if (children[i] != NULL && gtk_widget_get_child_visible (children[i]))
      {
        int least;

        gtk_widget_measure (children[i], orientation, -1, &least, NULL, NULL, NULL);
        *minimum = MAX (*minimum, least);
      }
  *natural = MAX (*natural, *minimum);
}

static void
tf_stage_dispose (GObject *object)
{
  TfStage *self = TF_STAGE (object);

  g_clear_pointer (&self->means, gtk_widget_unparent);
  g_clear_pointer (&self->traces, gtk_widget_unparent);
  g_clear_pointer (&self->geometry, gtk_widget_unparent);
  g_clear_pointer (&self->switcher, gtk_widget_unparent);
  g_clear_pointer (&self->theory, gtk_widget_unparent);
  g_clear_pointer (&self->means_beside, gtk_widget_unparent);
  g_clear_pointer (&self->geometry_beside, gtk_widget_unparent);
  G_OBJECT_CLASS (tf_stage_parent_class)->dispose (object);
}

static void
tf_stage_class_init (TfStageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_stage_dispose;
  widget_class->size_allocate = tf_stage_size_allocate;
  widget_class->measure = tf_stage_measure;
  gtk_widget_class_set_css_name (widget_class, "stage");
}

static void
tf_stage_init (TfStage *self)
{
}

static void
adopt (TfStage *self, GtkWidget *view)
{
  gtk_widget_add_css_class (view, "card");
  gtk_widget_set_overflow (view, GTK_OVERFLOW_HIDDEN); /* to the card's corners */
  gtk_widget_set_parent (view, GTK_WIDGET (self));
}

void
tf_stage_set_views (TfStage *self, GtkWidget *means, GtkWidget *traces, GtkWidget *geometry)
{
  g_return_if_fail (TF_IS_STAGE (self) && self->means == NULL);
  self->means = means;
  self->traces = traces;
  self->geometry = geometry;
  adopt (self, means);
  adopt (self, traces);
  adopt (self, geometry);
}

void
tf_stage_set_theory (TfStage *self, GtkWidget *switcher, GtkWidget *theory)
{
  g_return_if_fail (TF_IS_STAGE (self) && self->theory == NULL);
  self->switcher = switcher;
  self->theory = theory;
  gtk_widget_insert_before (switcher, GTK_WIDGET (self), self->traces);
  adopt (self, theory);
  gtk_widget_set_child_visible (theory, FALSE);
}

static void
show_children (TfStage *self)
{
  gboolean means = !self->no_means || !has_side (self);

  gtk_widget_set_child_visible (self->theory, self->theory_shown);
  gtk_widget_set_child_visible (self->means, means);
  gtk_widget_set_child_visible (self->traces, !self->theory_shown && !self->no_traces);
  show_geometry (self, has_geometry (self));
  if (self->means_beside != NULL)
    gtk_widget_set_child_visible (self->means_beside, means && self->beside_shown);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
tf_stage_set_theory_shown (TfStage *self, gboolean shown)
{
  g_return_if_fail (TF_IS_STAGE (self) && self->theory != NULL);
  self->theory_shown = shown;
  show_children (self);
}

void
tf_stage_set_plots (TfStage *self, const char *plots)
{
  g_auto (GStrv) words = plots != NULL ? g_strsplit (plots, " ", -1) : NULL;
  const char *const *list = (const char *const *) words;

  g_return_if_fail (TF_IS_STAGE (self) && self->theory != NULL);
  self->no_means = list != NULL && !g_strv_contains (list, "means");
  self->no_traces = list != NULL && !g_strv_contains (list, "traces");
  self->no_geometry = list != NULL && !g_strv_contains (list, "geometry");
  show_children (self);
}

void
tf_stage_set_bare (TfStage *self, gboolean bare)
{
  g_return_if_fail (TF_IS_STAGE (self) && self->switcher != NULL);
  gtk_widget_set_visible (self->switcher, !bare);
}

static void
redraw (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    redraw (child);
}

void
tf_stage_redraw (TfStage *self)
{
  g_return_if_fail (TF_IS_STAGE (self));
  redraw (GTK_WIDGET (self));
}

void
tf_stage_mark (TfStage *self, const char *plot)
{
  const struct
  {
    const char *name;
    GtkWidget  *view;
  } views[] = {
    { "means", self->means }, { "traces", self->traces }, { "geometry", self->geometry }, { "theory", self->theory },
  };

  g_return_if_fail (TF_IS_STAGE (self));
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (plot == NULL)
      gtk_widget_remove_css_class (views[i].view, "marked");
    else if (g_str_equal (views[i].name, plot))
      gtk_widget_add_css_class (views[i].view, "marked");
}

void
tf_stage_set_beside (TfStage *self, GtkWidget *means, GtkWidget *geometry)
{
  g_return_if_fail (TF_IS_STAGE (self) && self->means_beside == NULL);
  self->means_beside = means;
  self->geometry_beside = geometry;
  adopt (self, means);
  adopt (self, geometry);
  gtk_widget_insert_after (means, GTK_WIDGET (self), self->means);
  gtk_widget_set_visible (means, FALSE);
  gtk_widget_set_visible (geometry, FALSE);
}

void
tf_stage_set_beside_shown (TfStage *self, gboolean shown)
{
  g_return_if_fail (TF_IS_STAGE (self) && self->means_beside != NULL);
  self->beside_shown = shown;
  gtk_widget_set_visible (self->means_beside, shown);
  gtk_widget_set_visible (self->geometry_beside, shown);
  show_children (self);
}
