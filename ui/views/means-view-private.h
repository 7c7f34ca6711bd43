/* means-view-private.h: what the view of class means and its handling share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "survey.h"
#include "means-view.h"

G_BEGIN_DECLS

struct _TfMeansView
{
  GtkWidget parent_instance;

  TfFrame *frame;
  TfMeansCamera *camera;
  TfMeansCamera *wanted; /* to be looked from when a frame comes that fits it, or NULL */
  TfMeansTrail *trail;
  TfMeansOptions options;
  GPtrArray *marks;       /* of char *: names of classes */
  TfSurvey *survey;       /* holds the limit, or NULL */
  gboolean show_limit;
  gboolean keeps_scale;   /* from one run to the next */
  double drag_x, drag_y;  /* offset at the drag's last event */
  double pinch;           /* scale at the pinch's last event */
  guint tour_tick;        /* 0: not touring */
  gint64 tour_time;
  guint approach_tick;    /* 0: the scale is at rest */
  gint64 approach_time;
  TfMeansView *leader;    /* borrowed: whose camera is shared; NULL: its own */
  TfMeansView *follower;  /* borrowed: who shares this one's, or NULL */
};

/* The one whose camera is looked through. */
TfMeansView *tf_means_view_get_leader (TfMeansView *self);

/* Hands, keys and wheels on the view. */
void tf_means_view_add_controllers (TfMeansView *self);

G_END_DECLS
