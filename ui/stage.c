/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/stage.h"

#define NARROW 640 /* pixels; below, the views stand one under the other */
#define GAP 12
#define MEANS_SHARE 0.57  /* of the width, when wide */
#define TRACES_SHARE 0.54 /* of the height at the right */
#define NARROW_MEANS 0.46
#define NARROW_TRACES 0.32

struct _TfStage
{
  GtkWidget parent_instance;

  GtkWidget *means;
  GtkWidget *traces;
  GtkWidget *geometry;
};

G_DEFINE_FINAL_TYPE (TfStage, tf_stage, GTK_TYPE_WIDGET)

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, MAX (width, 1), MAX (height, 1) }, -1);
}

static void
tf_stage_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TfStage *self = TF_STAGE (widget);
  int means, traces;

  if (self->means == NULL)
    return;
  if (width < NARROW)
    {
      means = (int) ((height - 2 * GAP) * NARROW_MEANS);
      traces = (int) ((height - 2 * GAP) * NARROW_TRACES);
      allocate (self->means, 0, 0, width, means);
      allocate (self->traces, 0, means + GAP, width, traces);
      allocate (self->geometry, 0, means + traces + 2 * GAP, width, height - means - traces - 2 * GAP);
      return;
    }
  means = (int) ((width - GAP) * MEANS_SHARE);
  traces = (int) ((height - GAP) * TRACES_SHARE);
  allocate (self->means, 0, 0, means, height);
  allocate (self->traces, means + GAP, 0, width - means - GAP, traces);
  allocate (self->geometry, means + GAP, traces + GAP, width - means - GAP, height - traces - GAP);
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
  GtkWidget *children[] = { self->means, self->traces, self->geometry };

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 300;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 900 : 600;
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    if (children[i] != NULL)
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
