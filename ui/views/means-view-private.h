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
  double   motion_seconds; /* from one run's start to the next's; 0: at once */
  char    *motion_note;    /* said meanwhile, markup, or NULL */
  TfFrame *motion_from;    /* or NULL: nothing moves */
  TfFrame *between;        /* drawn in place of frame while it moves, or NULL */
  double   motion_share;   /* of the way */
  guint    motion_tick;    /* 0: at rest */
  gint64   motion_time;
  double drag_x, drag_y;  /* offset at the drag's last event */
  double pinch;           /* scale at the pinch's last event */
  guint tour_tick;        /* 0: not touring */
  gint64 tour_time;
  guint approach_tick;    /* 0: the scale is at rest */
  gint64 approach_time;
  TfMeansView *leader;    /* borrowed: whose camera is shared; NULL: its own */
  TfMeansView *follower;  /* borrowed: who shares this one's, or NULL */
};

/* The one whose camera is looked through: the view itself, too, where other features are of another dimension. */
TfMeansView *tf_means_view_get_leader (TfMeansView *self);

/* What is on the screen: mostly the view's frame. */
TfFrame *tf_means_view_get_drawn (TfMeansView *self);

/* After the camera moved: the extent is that of another projection now. */
void tf_means_view_follow_camera (TfMeansView *self);

/* Seconds since the last tick; after a pause of the clock motion goes on and does not jump. */
double tf_means_view_measure_tick (GdkFrameClock *clock, gint64 *last);

/* What the motion to a frame that is about to come begins with, or NULL: there is none.
 * self->frame is still the one before. */
TfFrame *tf_means_view_choose_motion (TfMeansView *self, TfFrame *frame);

/* The frame has come. from: as chosen, taken. Another frame of the same run's start changes
 * where the motion leads; a later one ends it. */
void tf_means_view_follow_motion (TfMeansView *self, gboolean same_run, TfFrame *from);
void tf_means_view_end_motion (TfMeansView *self);

/* Where the class means are, the limit or what it is looked at from is another: the limit is shown that fits them. */
void tf_means_view_follow_limit (TfMeansView *self);

/* Where the means have been is another place in another space. */
void tf_means_view_look_anew (TfMeansView *self);

/* Hands, keys and wheels on the view. */
void tf_means_view_add_controllers (TfMeansView *self);

G_END_DECLS
