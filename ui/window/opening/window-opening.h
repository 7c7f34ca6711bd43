/* window-opening.h: how features, files and sessions come into the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "window-parts.h"

G_BEGIN_DECLS

/* window-fetch.c */
void tf_window_make_fetch (TfWindow *self); /* once there are panels */
void tf_window_cancel_loading (TfWindow *self);
/* Where nothing is open nor about to be: what was asked for was not opened, or was given up. */
void tf_window_open_default_at_last (TfWindow *self);
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

G_END_DECLS
