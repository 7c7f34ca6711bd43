/* means-view.h: the class means, to be turned by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dragging turns, scrolling and pinching zoom, a double click resets; with the
 * keyboard: arrows, plus and minus, 0 or Home.
 */
#pragma once

#include <gtk/gtk.h>

#include "survey.h"
#include "plot-means.h"

G_BEGIN_DECLS

#define TF_TYPE_MEANS_VIEW (tf_means_view_get_type ())
G_DECLARE_FINAL_TYPE (TfMeansView, tf_means_view, TF, MEANS_VIEW, GtkWidget)

GtkWidget *tf_means_view_new (void);

/* Keeps a reference; NULL: nothing to show. The camera follows; it is reset
 * where the number of classes or of dimensions is another. */
void     tf_means_view_set_frame (TfMeansView *self, TfFrame *frame);
TfFrame *tf_means_view_get_frame (TfMeansView *self);

/* What a figure needs to show the same; the view keeps both. */
const TfMeansCamera  *tf_means_view_get_camera (TfMeansView *self);
const TfMeansOptions *tf_means_view_get_options (TfMeansView *self);

/* Looks from there (D and K are the camera's own) as soon as a frame with this D
 * and K is shown, be it the present one. Takes the camera. */
void tf_means_view_set_camera (TfMeansView *self, TfMeansCamera *camera);
/* From here on two views are looked at through the first one's camera, at one scale. NULL: no
 * more. Neither keeps the other alive: end it before one goes. */
void     tf_means_view_set_follower (TfMeansView *self, TfMeansView *follower);

/* As in traces-view.h. */
void     tf_means_view_set_name (TfMeansView *self, const char *name);
void     tf_means_view_set_companions (TfMeansView *self, TfCompanions companions);

/* Puts a ring around the class of that name as well; NULL: around none any more. */
void     tf_means_view_mark (TfMeansView *self, const char *name);

void     tf_means_view_reset (TfMeansView *self);
void     tf_means_view_rotate (TfMeansView *self, double dx, double dy); /* radians, right and up */
void     tf_means_view_zoom_by (TfMeansView *self, double factor);

void     tf_means_view_set_show_weights (TfMeansView *self, gboolean show);
void     tf_means_view_set_show_samples (TfMeansView *self, gboolean show);
void     tf_means_view_set_show_trails (TfMeansView *self, gboolean show);

/* Where the means will end, and whether that is shown. Keeps a reference; NULL: not known. */
void     tf_means_view_set_survey (TfMeansView *self, TfSurvey *survey);
void     tf_means_view_set_show_limit (TfMeansView *self, gboolean show);

/* Whether the fixed space of frames is looked into rather than the one that follows the means. */
void     tf_means_view_set_fixed (TfMeansView *self, gboolean fixed);

/* Whether the picture stays as far away while the means become shorter, as long as the features are the same. */
void     tf_means_view_set_hold_scale (TfMeansView *self, gboolean held);

void     tf_means_view_set_touring (TfMeansView *self, gboolean touring);

/* Other features are of the same series: what grew between them is seen to have grown. */
void tf_means_view_set_keeps_scale (TfMeansView *self, gboolean keeps_scale);

/* For so many seconds the next run's start is on its way from what is drawn now, where the
 * scale is kept and the classes are the same (frame-blend.h). note: markup, copied, what is
 * said meanwhile. 0 seconds: it is there at once. */
void tf_means_view_set_motion (TfMeansView *self, double seconds, const char *note);
gboolean tf_means_view_is_moving (TfMeansView *self);

G_END_DECLS
