/* window-parts.h: what a window is made of, and what its files tell each other
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

G_END_DECLS
