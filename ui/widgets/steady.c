/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "steady.h"

struct _TfSteady
{
  GtkWidget parent_instance;

  GtkWidget *child;
};

G_DEFINE_FINAL_TYPE (TfSteady, tf_steady, GTK_TYPE_WIDGET)

static GtkSizeRequestMode
tf_steady_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tf_steady_measure (GtkWidget     *widget,
                   GtkOrientation orientation,
                   int            for_size,
                   int           *minimum,
                   int           *natural,
                   int           *minimum_baseline,
                   int           *natural_baseline)
{
  TfSteady *self = TF_STEADY (widget);

  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, orientation == GTK_ORIENTATION_VERTICAL ? for_size : -1, minimum, natural,
                        NULL, NULL);
}

static void
tf_steady_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TfSteady *self = TF_STEADY (widget);

  if (self->child != NULL)
    gtk_widget_size_allocate (self->child, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
tf_steady_dispose (GObject *object)
{
  g_clear_pointer (&TF_STEADY (object)->child, gtk_widget_unparent);
  G_OBJECT_CLASS (tf_steady_parent_class)->dispose (object);
}

static void
tf_steady_class_init (TfSteadyClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tf_steady_dispose;
  widget_class->get_request_mode = tf_steady_get_request_mode;
  widget_class->measure = tf_steady_measure;
  widget_class->size_allocate = tf_steady_size_allocate;
}

static void
tf_steady_init (TfSteady *self)
{
}

/* public */

GtkWidget *
tf_steady_new (GtkWidget *child)
{
  TfSteady *self = g_object_new (TF_TYPE_STEADY, NULL);

  self->child = child;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
