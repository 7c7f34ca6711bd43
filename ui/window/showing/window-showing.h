/* window-showing.h: runs, pages, lessons and the stage in the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "window-opening.h"

G_BEGIN_DECLS

/* window-runs.c */
void tf_window_make_runs (TfWindow *self); /* once there are views */
void tf_window_end_runs (TfWindow *self);
void tf_window_take_parameters (TfWindow *self); /* of the panel, after a person has changed them */
void tf_window_show_runs (TfWindow *self);       /* after another frame */

/* window-on-stage.c */
void tf_window_make_on_stage (TfWindow *self); /* once there are views */
void tf_window_leave_stage (TfWindow *self);
void tf_window_choose_plots (TfWindow *self, const char *plots); /* stage.h; NULL: all */

/* window-words.c */
void tf_window_add_words (TfWindow *self);

/* window-lesson-make.c */
void tf_window_make_lesson_maker (TfWindow *self);
/* Begins a lesson in that file with what the window shows; the suffix is added where there is none. */
void tf_window_new_lesson (TfWindow *self, const char *path);

/* window-lesson.c */
void     tf_window_make_lessons (TfWindow *self); /* once there are views */
void     tf_window_show_lesson_values (TfWindow *self); /* from then on, on stage */
void     tf_window_end_lessons (TfWindow *self);
gboolean tf_window_go_on_teaching (TfWindow *self); /* when nothing more comes from the lab; TRUE: it has been given more to do */

/* window-figures.c */
void tf_window_add_figures (TfWindow *self);

/* window-decays.c */
void tf_window_make_decays (TfWindow *self);

/* window-pins.c */
void tf_window_make_pins (TfWindow *self); /* once there are views */

/* window-theory.c */
void tf_window_make_theory (TfWindow *self); /* once there are views */
void tf_window_end_theory (TfWindow *self);
void tf_window_show_theory (TfWindow *self); /* after anything it shows has */

/* window-map.c */
void tf_window_make_map (TfWindow *self); /* after the theory */
void tf_window_end_map (TfWindow *self);  /* before it */
TfMapAsked *tf_window_copy_map_question (TfWindow *self); /* of the map page as it is set now; the caller's */

/* window-session-view.c */
void tf_window_make_session_view (TfWindow *self); /* once there are views and actions */

G_END_DECLS
