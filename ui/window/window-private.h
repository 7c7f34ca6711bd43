/* window-private.h: what the files of the window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "lab.h"
#include "epoch-bar.h"
#include "epoch-names.h"
#include "features-panel.h"
#include "geometry-view.h"
#include "lesson-bar.h"
#include "means-view.h"
#include "parameters-panel.h"
#include "pins-panel.h"
#include "readouts.h"
#include "stage.h"
#include "theory-view.h"
#include "timeline.h"
#include "toasts.h"
#include "traces-view.h"
#include "wake.h"
#include "window.h"

G_BEGIN_DECLS

typedef struct _TfLoading TfLoading; /* one fetch under way: window-fetch.c */
typedef struct _TfOpening TfOpening; /* a session whose files are being looked at: window-open-session.c */
typedef struct _TfKeeping TfKeeping; /* where the session is saved: window-session.c */
typedef struct _TfAutosave TfAutosave; /* window-autosave.c */
typedef struct _TfWindowSeries TfWindowSeries; /* the epochs that are seen: window-series.c */
typedef struct _TfOnStage TfOnStage; /* window-on-stage.c */
typedef struct _TfTeaching TfTeaching; /* a lesson that is being gone through: window-lesson.c */

#define TF_WINDOW_TOAST_SECONDS 3 /* long enough to be read, and the next one does not wait long */

struct _TfWindow
{
  AdwApplicationWindow parent_instance;

  TfLab     *lab;         /* what the window shows */
  TfWindowSeries *series; /* the epochs of a network, or NULL */
  gboolean   shows_two;   /* the title has the features of both runs */
  char     **several;     /* paths that were last opened together, or NULL */
  TfSeriesKind several_kind; /* as what */
  GPtrArray *listing;     /* of TfListed: what the features' file holds, or NULL */
  guint      tick;        /* polls the lab; 0 while nothing can come */
  TfFrameLog *frame_log;  /* borrowed, or NULL */
  TfLoading *loading;     /* the newest fetch, or NULL */
  GtkNativeDialog *chooser; /* while a file is being chosen */
  TfOpening  *opening;      /* or NULL */
  TfKeeping  *keeping;
  TfAutosave *autosave;
  TfTeaching *teaching; /* or NULL */
  GFile      *opened; /* what a person has just asked for, to be remembered once it has come; or NULL */
  char       *lesson_path; /* of a lesson that is being made, or NULL */
  TfOnStage  *on_stage; /* or NULL: in front of its desk */
  GCancellable *exporting; /* of all exports under way; cancelled with the window */
  TfSweepEpochs *map_epochs; /* that a map can vary, or NULL */
  double       map_epoch;  /* of them, shown; NaN: none */
  GArray      *companions; /* TfCompanion: what the plots draw beside the run */

  /* Parts. */
  AdwWindowTitle    *title;
  GtkWidget         *play_button;
  GtkWidget         *header, *timeline_row, *readouts_line;
  AdwFlap           *flap;
  GtkWidget         *overlay;
  TfToasts          *toasts;
  GtkRevealer       *loading_bar;
  GtkLabel          *loading_label;
  GtkProgressBar    *loading_progress;
  TfStage           *stage;
  TfReadouts        *readouts;
  TfFeaturesPanel   *features_panel;
  TfParametersPanel *parameters_panel;
  TfMeansView       *means_view;
  TfTracesView      *traces_view;
  TfGeometryView    *geometry_view;
  TfTheoryView      *theory_view;
  TfMeansView       *means_beside;
  TfGeometryView    *geometry_beside;
  TfTimeline        *timeline;
  TfEpochBar        *epoch_bar;
  GtkWidget         *epochs_tab; /* seen while there are epochs, or their page is shown */
  GtkWidget         *past_bar, *as_then_button;
  GtkWidget         *run_switch;
  TfPinsPanel       *pins_panel;
  TfLessonBar       *lesson_bar;
  GMenu             *lessons_menu, *recent_menu;
};

/* A file of the window calls those that stand below it, and none calls back: what the
 * lower ones have to tell they emit. Signals of the window, among its files:
 *   "updated"          something that decides about what can be done now (tf_window_update())
 *   "fetching"         features are to be fetched: whatever else is being opened gives way
 *   "taking"           features have come, and are about to take the place of those that are shown
 *   "source-changed"   (TfSession *) they have; maybe for a session, or NULL
 *   "not-opened"       (TfSource *, heading, body, const TfFetched *) why, and what could be done
 *   "lesson-opened"    (TfLesson *) to be gone through
 *   "epochs-changed"   there are others, or none any more
 * What the lab tells is in lab.h. window.c stands above all of them. */

/* window-say.c, which stands below all of them */
void tf_window_class_add_signals (TfWindowClass *klass);
void tf_window_update (TfWindow *self);
/* A chooser with a filter of its own and one for all files; suffixes: NULL-terminated.
 * folder, and the name that is proposed for saving, may be NULL. */
GtkNativeDialog *tf_window_show_chooser (TfWindow            *self,
                                         const char          *title,
                                         GtkFileChooserAction action,
                                         const char          *filter,
                                         const char *const   *suffixes,
                                         GFile               *folder,
                                         const char          *name);

/* window-actions.c */
void tf_window_class_add_keys (GtkWidgetClass *widget_class);
void tf_window_add_actions (TfWindow *self);

/* window-runs.c */
void tf_window_make_runs (TfWindow *self); /* once there are views */
void tf_window_end_runs (TfWindow *self);
void tf_window_take_parameters (TfWindow *self); /* of the panel, after a person has changed them */
void tf_window_show_runs (TfWindow *self);       /* after another frame */

/* window-on-stage.c */
void tf_window_make_on_stage (TfWindow *self); /* once there are views */
void tf_window_leave_stage (TfWindow *self);
void tf_window_choose_plots (TfWindow *self, const char *plots); /* stage.h; NULL: all */

/* window-link.c */
void tf_window_make_links (TfWindow *self);

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

/* window-fetch.c */
void tf_window_make_fetch (TfWindow *self); /* once there are panels */
void tf_window_cancel_loading (TfWindow *self);
/* As tf_window_open(); session (taken, may be NULL) says how the run goes on. */
void tf_window_fetch (TfWindow *self, TfSource *source, TfSession *session);
/* Features of its own for the second run, beside what the window shows. */
void tf_window_fetch_beside (TfWindow *self, TfSource *source);
/* As tf_window_open(); where both runs have features of their own, for the chosen one. */
void tf_window_open_for_chosen (TfWindow *self, TfSource *source);
/* The files as the layers of one network, whatever their names say. */
void tf_window_open_layers (TfWindow *self, GFile *const *files, guint n_files);
/* Features of series that go on: the sliders, the camera and its scale stay. features: of each run; without a source:
 * as they are. A second run that has none of its own yet begins with them. subtitle: what of the series. */
void tf_window_show_features (TfWindow *self, const TfLabFeatures features[TF_LAB_N_RUNS], const char *subtitle);
/* In a dialog: what was not opened must not vanish by itself. */
void tf_window_explain_failure (TfWindow *self, TfSource *source, const TfFetched *fetched, const char *sentence);

/* window-recent.c */
void tf_window_make_recent (TfWindow *self);
/* The next features that come are of this file or folder. NULL: of none that a person has opened. */
void tf_window_remember (TfWindow *self, GFile *file);
void tf_window_put_recent (GFile *file); /* it was opened */
/* One of the menu. NULL: it is not there any more; that is said, and the menu forgets it. Caller unrefs. */
GFile *tf_window_find_recent (TfWindow *self, const char *uri);

/* window-files.c */
void tf_window_make_files (TfWindow *self);
/* The paths of a folder, or of several files, and what they are; NULL where one is not on this machine, or it is one
 * file. Caller frees. */
char **tf_window_find_several (GFile *const *files, guint n_files, TfSeriesKind *kind);
void tf_window_choose_file (TfWindow *self);

/* window-kinds.c */
void tf_window_make_kinds (TfWindow *self);

/* window-series.c */
void tf_window_make_series (TfWindow *self); /* once there are views */
/* paths: files and folders, NULL-terminated; no layers */
void tf_window_open_series (TfWindow *self, const char *const *paths, TfSeriesKind kind);
/* Several files as what they are taken for; a person is told, and can say otherwise. */
void tf_window_open_several (TfWindow *self, const char *const *paths, TfSeriesKind kind);
/* For the second run, which there is when the first of its files has come; its epochs go along with those of the first. */
void tf_window_open_series_beside (TfWindow *self, const char *const *paths, TfSeriesKind kind);
void tf_window_close_series (TfWindow *self, guint run);
/* The folder's epochs beside the run of one of them, which a session has brought back. */
void tf_window_come_back_to_series (TfWindow *self, guint run, const char *folder);
const char *const *tf_window_get_series_paths (TfWindow *self, guint run); /* of epochs, as they were opened; borrowed, or NULL */
/* Of the chosen run's series or, where it has none, of the other's; borrowed, or NULL; shown: row on the display, or -1 */
TfEpochs *tf_window_get_epochs (TfWindow *self, int *shown);
void      tf_window_choose_epoch (TfWindow *self, int row); /* to be shown; epochs are not played any more */
TfEpochs *tf_window_get_epochs_beside (TfWindow *self, int *shown); /* of the other one, where both runs have a series */
gboolean  tf_window_is_chosen_of_series (TfWindow *self);

void tf_window_hold_out_of_series (TfWindow *self, TfHeldOutKind kind, const char *path); /* epoch-reader.h */

/* window-series-kept.c */
void tf_window_make_series_kept (TfWindow *self);

/* window-held-out.c */
void tf_window_make_held_out (TfWindow *self);
/* Asks what a file that was dropped is, where its name says that it may stand beside the present features. FALSE:
 * it does not, and nothing was asked. */
gboolean tf_window_ask_held_out (TfWindow *self, GFile *file);

/* window-second.c */
void tf_window_make_second (TfWindow *self);

/* window-drop.c */
typedef void TfTakeFiles (TfWindow *self, GFile *const *files, guint n_files);
void tf_window_take_drops (TfWindow *self, GtkWidget *widget, TfTakeFiles *take);
void tf_window_make_drop (TfWindow *self);

/* window-columns.c */
void tf_window_make_columns (TfWindow *self);
void tf_window_choose_columns (TfWindow *self);

/* window-open-session.c */
void tf_window_make_opening (TfWindow *self);
void tf_window_cancel_opening (TfWindow *self);

/* window-session.c */
void tf_window_begin_keeping (TfWindow *self); /* once there are views and actions */
void tf_window_end_keeping (TfWindow *self);
/* For what is saved of this run: where its session was; else beside the features; or NULL. */
GFile *tf_window_suggest_folder (TfWindow *self);

/* window-export.c */
void tf_window_begin_exporting (TfWindow *self);
void tf_window_end_exporting (TfWindow *self);
/* what: the parameter of win.export-data. On a thread; a toast says what came of it. */
gboolean tf_window_export (TfWindow *self, const char *what, const char *path);

/* window-session-view.c */
void tf_window_make_session_view (TfWindow *self); /* once there are views and actions */

/* window-autosave.c */
void tf_window_begin_autosave (TfWindow *self);
void tf_window_end_autosave (TfWindow *self); /* writes what is not yet written */

G_END_DECLS
